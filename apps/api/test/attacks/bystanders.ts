import { setTimeout as pause } from 'node:timers/promises'
import { isTRPCClientError } from '@trpc/client'
import type { AppRouter } from '../../src/index.ts'
import { clientWith } from '../support/api.ts'
import type { User, World } from './world.ts'

/** What others saw of the server for a while. */
export interface Sight {
  /** How long each call took. */
  callsMs: readonly number[]
  /** Calls that were a 503. */
  unavailable: number
  /** What calls that failed in any other way rejected with. */
  failed: readonly unknown[]
  /** Probes of /livez that failed, or took too long. */
  missedProbes: number
}

/** Of several rounds, so that one moment of the machine is not a hundredth of the calls. */
export function pool(sights: readonly Sight[]): Sight {
  const sum = (count: (sight: Sight) => number) => sights.reduce((n, sight) => n + count(sight), 0)
  return {
    callsMs: sights.flatMap(({ callsMs }) => callsMs),
    unavailable: sum(({ unavailable }) => unavailable),
    failed: sights.flatMap(({ failed }) => failed),
    missedProbes: sum(({ missedProbes }) => missedProbes),
  }
}

export function p99Of({ callsMs }: Sight): number {
  const sorted = callsMs.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.floor(0.99 * sorted.length)] ?? 0)
}

const PACE_MS = 25
const PROBE_MS = 100

/** What these users and a probe see, for a while; of at most 15 s, in which a user may make 600 calls. */
export async function watchFor(
  ms: number,
  world: World,
  users: readonly User[],
  probeTimeoutMs: number,
): Promise<Sight> {
  const until = performance.now() + ms
  const callsMs: number[] = []
  const failed: unknown[] = []
  const sight = { unavailable: 0, missedProbes: 0 }

  async function use({ token, conversationId }: User): Promise<void> {
    const { conversation } = clientWith(world.url, token)
    const calls = [
      () => conversation.get.query({ conversationId }),
      () => conversation.list.query(),
      () => conversation.messages.query({ conversationId, limit: 20 }),
      () => conversation.rename.mutate({ conversationId, title: `at ${performance.now()}` }),
    ]
    for (let n = 0; performance.now() < until; n++) {
      const startedAt = performance.now()
      await calls[n % calls.length]?.().catch((error: unknown) => {
        const status = isTRPCClientError<AppRouter>(error) ? error.data?.httpStatus : undefined
        if (status === 503) sight.unavailable += 1
        else failed.push(error)
      })
      callsMs.push(performance.now() - startedAt)
      await pause(PACE_MS)
    }
  }

  async function probe(): Promise<void> {
    while (performance.now() < until) {
      const signal = AbortSignal.timeout(probeTimeoutMs)
      const isGood = await fetch(`${world.probesUrl}/livez`, { signal }).then(
        async (response) => (await response.text()) !== '' && response.ok,
        () => false,
      )
      if (!isGood) sight.missedProbes += 1
      await pause(PROBE_MS)
    }
  }

  await Promise.all([...users.map(use), probe()])
  return { ...sight, failed, callsMs }
}
