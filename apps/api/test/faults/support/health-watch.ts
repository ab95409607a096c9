import { setTimeout as delay } from 'node:timers/promises'

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
  /** When the answer came, by performance.now(). */
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
      const response = await fetch(`${url}/livez`)
      seen.wasDead ||= response.status !== 200
      seen.said += await response.text()
    }),
    paced(async () => {
      const response = await fetch(`${url}/health`)
      const { status } = response
      if (status !== seen.last) turns.push({ status, at: performance.now() })
      seen.last = status
      seen.said += await response.text()
    }),
  ])
  const stop = async () => {
    ended.abort()
    await watching
  }
  return Object.assign(seen, { turns, stop, [Symbol.asyncDispose]: stop })
}
