import { spawn } from 'node:child_process'

/*
 * Waits for the end of its input, which comes when the test process dies in whatever way, then
 * kills the server and removes its folder. Exit handlers in the test process would not see a
 * SIGKILL. Ctrl-C reaches the whole group, hence the trap.
 */
const SCRIPT = `trap '' INT TERM HUP; read -r _; kill -9 "$1" 2>/dev/null; rm -rf "$2"`

/** Returns what calls the watchdog off; call it as soon as the server is known to have ended. */
export function watch(pid: number, folder: string): () => void {
  const watchdog = spawn('sh', ['-c', SCRIPT, 'watchdog', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watchdog.unref()
  return () => void watchdog.kill('SIGKILL')
}
