import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { pin, SERVER_CORE } from '../measure/pin.ts'

export interface Request {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body: string | null
}

export interface Run {
  origins: string[]
  requests: Request[]
  connections: number
  ms: number
  /** Ends after so many requests, even if there is time left. */
  most: number
}

export interface Served {
  requests: number
  ms: number
  /** Statuses other than 200, and how often each. */
  failures: [status: number, times: number][]
}

export interface Generator extends AsyncDisposable {
  run(run: Run): Promise<Served>
}

/** Beside Redis, so that an API process has a processor to itself. */
export async function startGenerator(): Promise<Generator> {
  const child = fork(fileURLToPath(new URL('generator.ts', import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
    // As JSON there would be no infinity.
    serialization: 'advanced',
  })
  await once(child, 'spawn')
  const ended = once(child, 'exit').then(() => {
    throw new Error('the generator ended')
  })
  // Its end by our own hand is nobody's error.
  ended.catch(() => {})
  pin(child.pid ?? 0, SERVER_CORE)
  return {
    async run(run) {
      child.send(run)
      const answer = await Promise.race([once(child, 'message'), ended])
      const served: Served = answer[0]
      if (served.failures.length > 0) {
        const failures = served.failures.map(([status, times]) => `${times} times ${status}`)
        throw new Error(`${run.requests[0]?.path}: ${failures.join(', ')}`)
      }
      return served
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended.catch(() => {})
    },
  }
}
