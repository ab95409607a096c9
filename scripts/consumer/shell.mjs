import { spawnSync } from 'node:child_process'

/** Runs programs as a stranger would: without the settings of the workspace. */
export function createShell(variables) {
  const { NODE_OPTIONS: _ours, ...inherited } = process.env
  const env = { ...inherited, ...variables }

  /** The exit code and what was printed. */
  function attempt(cwd, program, ...args) {
    const result = spawnSync(program, args, { cwd, env, encoding: 'utf8', timeout: 300_000 })
    if (result.error) throw result.error
    return result
  }

  /** What was printed; throws unless the program ended with 0. */
  function run(cwd, program, ...args) {
    const { status, stdout, stderr } = attempt(cwd, program, ...args)
    if (status === 0) return stdout
    throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`)
  }

  return { env, attempt, run }
}
