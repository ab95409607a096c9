import { execFile } from 'node:child_process'
import { cpus } from 'node:os'
import { promisify } from 'node:util'

const COUNT = cpus().length

/**
 * The server has a processor of its own, as on a machine of its own; Redis, the attacker and those who
 * measure share the others. Only on Linux, and where there are two.
 */
export const PROCESSORS = { server: '0', others: `1-${COUNT - 1}` }

/** For all threads of a process, and for what it starts from then on. */
export async function runOn(processors: string, pid: number): Promise<void> {
  if (process.platform !== 'linux' || COUNT < 2) return
  const options = ['--all-tasks', '--cpu-list', '--pid', processors, String(pid)]
  await promisify(execFile)('taskset', options)
}
