import { SERVER_CORE } from '../measure/pin.ts'
import { startChild } from '../process/child.ts'

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

export type GeneratorProcedures = {
  serve(run: Run): Promise<Served>
}

export interface Generator extends AsyncDisposable {
  run(run: Run): Promise<Served>
}

/** Beside Redis, so that an API process has a processor to itself. */
export async function startGenerator(): Promise<Generator> {
  const child = await startChild<GeneratorProcedures>({
    name: 'the generator',
    file: new URL('generator.ts', import.meta.url),
    core: SERVER_CORE,
  })
  return {
    async run(run) {
      const served = await child.ask('serve', run)
      if (served.failures.length > 0) {
        const failures = served.failures.map(([status, times]) => `${times} times ${status}`)
        throw new Error(`${run.requests[0]?.path}: ${failures.join(', ')}`)
      }
      return served
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
