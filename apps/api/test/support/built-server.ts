import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What the build made. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** How long to wait for what takes a moment, on a machine that is busy with other tests. */
export const PATIENCE = { timeout: 30_000, interval: 50 }

type Variables = Record<string, string>

/** The server as operators run it: a process of its own, from what the build made. */
export interface BuiltServer extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** What it has logged so far. */
  output(): string
  /** Ends it by a signal, and tells how it ended. */
  end(signal: NodeJS.Signals): Promise<Ending>
}

export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

/** Started, and listening on a port of its own choice. `entry`: what Node runs, with its flags. */
export async function startBuiltServer(
  variables: Variables = {},
  entry: readonly string[] = [MAIN],
): Promise<BuiltServer> {
  const run = launch({ PORT: '0', ...variables }, entry)
  const ended = run.ended.then(({ code }) => {
    throw new Error(`the server ended with ${code}:\n${run.output()}`)
  })
  const url = await Promise.race([run.firstMatch(/listens on (http:\S+?)"/), ended])
  // From here on a test may end it.
  ended.catch(() => {})
  const end = async (signal: NodeJS.Signals) => {
    run.child.kill(signal)
    return run.ended
  }
  const { pid } = run.child
  if (pid === undefined) throw new Error('the server has no process id')
  return {
    url,
    pid,
    output: run.output,
    end,
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
    },
  }
}

/** For a server that is expected to exit at its start. */
export async function runBuiltServer(
  variables: Variables,
  args: readonly string[] = [],
): Promise<Ending & { output: string }> {
  const run = launch(variables, [MAIN, ...args])
  return { ...(await run.ended), output: run.output() }
}

function launch(variables: Variables, entry: readonly string[]) {
  // Nothing of the environment that the tests run in, which may name a Redis or a secret.
  const child = spawn(process.execPath, entry, { env: variables, stdio: 'pipe' })
  const killChild = () => child.kill('SIGKILL')
  process.once('exit', killChild)
  let output = ''
  const matched = new Map<RegExp, (match: string) => void>()
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
    for (const [pattern, resolve] of matched) {
      const match = pattern.exec(output)?.[1]
      if (match === undefined) continue
      resolve(match)
      // To look again with every line that is logged would copy all of the output each time.
      matched.delete(pattern)
    }
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  return {
    child,
    output: () => output,
    firstMatch: (pattern: RegExp) =>
      new Promise<string>((resolve) => matched.set(pattern, resolve)),
    ended: ending(child).finally(() => process.off('exit', killChild)),
  }
}

async function ending(child: ChildProcess): Promise<Ending> {
  await once(child, 'close')
  return { code: child.exitCode, signal: child.signalCode }
}
