import type { ChildProcess } from 'node:child_process'
import { constants, setPriority } from 'node:os'

/** For what runs on another machine than Redis and its callers, and would take no processor from them. */
export function yieldProcessor({ pid }: ChildProcess): void {
  if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
}
