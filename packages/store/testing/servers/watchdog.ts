import { spawn } from 'node:child_process'

/*
 * Reads process ids, the last of which is the one that runs, until its input ends. That comes when
 * the test process dies in whatever way; an exit handler there would not see a SIGKILL. Ctrl-C
 * reaches the whole group, hence the trap.
 */
const SCRIPT = `trap '' INT TERM HUP
while read -r line; do pid=$line; done
[ -z "$pid" ] || kill -9 "$pid"
rm -rf "$1"`

/** Kills the server of a test process that has died, and removes the server's folder. */
export interface Watchdog {
  /** Undefined as soon as no server runs: its process id may be another's by then. */
  guard(pid: number | undefined): void
  callOff(): void
}

export function createWatchdog(folder: string): Watchdog {
  const shell = spawn('sh', ['-c', SCRIPT, 'watchdog', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.unref()
  // Called off, it is not there to be told of the server's end.
  shell.stdin.on('error', () => {})
  return {
    guard: (pid) => void shell.stdin.write(`${pid ?? ''}\n`),
    callOff: () => void shell.kill('SIGKILL'),
  }
}
