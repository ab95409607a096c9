import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { SECRET } from './tokens.ts'

const MAIN = fileURLToPath(new URL('../../../../apps/api/dist/main.js', import.meta.url))

/** How long to wait for what takes a moment, on a machine that is busy with other tests. */
export const PATIENCE = { timeout: 30_000, interval: 50 }

export interface Api extends AsyncDisposable {
  readonly url: string
  /** What the server has logged of the requests that ended so far. */
  requests(): LoggedRequest[]
}

export interface LoggedRequest {
  procedures: string[]
  status: number
}

/** The built API as operators run it, on a free port. In memory unless a variable names a Redis. */
export async function startApi(variables: Record<string, string> = {}): Promise<Api> {
  const child = spawn(process.execPath, [MAIN], {
    // Nothing of the environment that the tests run in, which may name a Redis or a secret.
    env: {
      PORT: '0',
      AUTH_JWT_SECRET: SECRET,
      RATE_LIMIT_PER_MINUTE: '1000000',
      AGENT: 'echo',
      ECHO_DELAY_MS: '0',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const killWithParent = () => child.kill('SIGKILL')
  process.once('exit', killWithParent)
  const exited = once(child, 'exit').finally(() => process.off('exit', killWithParent))

  const requests: LoggedRequest[] = []
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const entry = JSON.parse(line)
      if (entry.msg === 'request') requests.push(entry)
      const listening = /listens on (http:\S+)/.exec(entry.msg)?.[1]
      if (listening !== undefined) resolve(listening)
    })
    exited.then(() => reject(new Error('The API ended before it listened')), reject)
  })
  return {
    url,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
