import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Redis and the one who asks it each have a processor: neither is measured waiting for the other. */
export const SERVER_CORE = 0
export const CLIENT_CORE = 1

export const canPin = availableParallelism() > 1 && hasTaskset()

/** All threads of a process to one processor. Without taskset (not Linux) the system decides. */
export function pin(pid: number, core: number): void {
  if (canPin) execFileSync('taskset', ['-apc', String(core), String(pid)], { stdio: 'ignore' })
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
