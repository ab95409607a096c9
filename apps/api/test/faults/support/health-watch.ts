import { setTimeout as delay } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import { PATIENCE } from './healing.ts'
import { ask } from './http.ts'

const PACE_MS = 100

export interface HealthWatch extends AsyncDisposable {
  /** What /health said last: a status of HTTP. */
  readonly last: number | undefined
  /** What /health said each time that it said something else than before. */
  readonly turns: readonly Turn[]
  /** Whether /livez ever said anything but 200. */
  readonly wasDead: boolean
  /** Everything that either of them said. */
  readonly said: string
  stop(): Promise<void>
}

export interface Turn {
  /** A status of HTTP. */
  status: number
  /** When the response came, by performance.now(). */
  at: number
}

/** Asks a server how it is, again and again, as whatever runs it would. */
export function watchHealth(url: string): HealthWatch {
  const turns: Turn[] = []
  const seen: { last: number | undefined; wasDead: boolean; said: string } = {
    last: undefined,
    wasDead: false,
    said: '',
  }
  const ended = new AbortController()
  const paced = async (ask: () => Promise<void>) => {
    while (!ended.signal.aborted) {
      await ask()
      await delay(PACE_MS)
    }
  }
  const watching = Promise.all([
    paced(async () => {
      const { status, body } = await ask(`${url}/livez`)
      seen.wasDead ||= status !== 200
      seen.said += body
    }),
    paced(async () => {
      const { status, body } = await ask(`${url}/health`)
      if (status !== undefined && status !== seen.last)
        turns.push({ status, at: performance.now() })
      seen.last = status
      seen.said += body
    }),
  ])
  // Told by stop(), which may be long after.
  watching.catch(() => {})
  const stop = async () => {
    ended.abort()
    await watching
  }
  return Object.assign(seen, { turns, stop, [Symbol.asyncDispose]: stop })
}

/** A server responds before it has a connection to Redis. */
export async function untilHealthy(url: string): Promise<void> {
  await vi.waitFor(async () => {
    const { status } = await ask(`${url}/health`)
    expect(status).toBe(200)
  }, PATIENCE)
}
