import { setTimeout as delay } from 'node:timers/promises'

const PACE_MS = 100

export interface HealthWatch extends AsyncDisposable {
  /** What /health said last: a status of HTTP. */
  readonly last: number | undefined
  /** Whether /livez ever said anything but 200. */
  readonly wasDead: boolean
  /** Everything that either of them said. */
  readonly said: string
  /**
   * The most that the machine was slow by between two moments: /livez never asks Redis, so all of
   * its time is the load on this machine, and the same was added to every other answer.
   */
  slowness(from: number, to: number): number
  stop(): Promise<void>
}

/** Asks a server how it is, again and again, as whatever runs it would. */
export function watchHealth(url: string): HealthWatch {
  const seen: { last: number | undefined; wasDead: boolean; said: string } = {
    last: undefined,
    wasDead: false,
    said: '',
  }
  const rounds: { from: number; to: number }[] = []
  const ended = new AbortController()
  const paced = async (ask: () => Promise<void>) => {
    while (!ended.signal.aborted) {
      await ask()
      await delay(PACE_MS)
    }
  }
  const watching = Promise.all([
    paced(async () => {
      const from = performance.now()
      const response = await fetch(`${url}/livez`)
      rounds.push({ from, to: performance.now() })
      seen.wasDead ||= response.status !== 200
      seen.said += await response.text()
    }),
    paced(async () => {
      const response = await fetch(`${url}/health`)
      seen.last = response.status
      seen.said += await response.text()
    }),
  ])
  const stop = async () => {
    ended.abort()
    await watching
  }
  return Object.assign(seen, {
    slowness: (from: number, to: number) =>
      rounds
        .filter((round) => round.to >= from && round.from <= to)
        .reduce((most, round) => Math.max(most, round.to - round.from), 0),
    stop,
    [Symbol.asyncDispose]: stop,
  })
}
