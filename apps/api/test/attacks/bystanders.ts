import { setTimeout as pause } from 'node:timers/promises'
import { isTRPCClientError } from '@trpc/client'
import type { AppRouter } from '../../src/index.ts'
import { clientWith } from '../support/api.ts'
import type { User, World } from './world.ts'

/** What others saw of the server meanwhile. */
export interface Sight {
  calls: number
  /** Calls that were a 503. */
  unavailable: number
  /** Calls that failed in any other way. */
  failed: number
  p99Ms: number
  /** Probes of /livez that failed, or took too long. */
  missedProbes: number
}

const PACE_MS = 25
const PROBE_MS = 100

/** What these users and a probe see, for a while. */
export async function watchFor(
  ms: number,
  world: World,
  users: readonly User[],
  probeTimeoutMs: number,
): Promise<Sight> {
  const until = performance.now() + ms
  const times: number[] = []
  const sight = { calls: 0, unavailable: 0, failed: 0, missedProbes: 0 }

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
      sight.calls += 1
      await calls[n % calls.length]?.().catch((error: unknown) => {
        const status = isTRPCClientError<AppRouter>(error) ? error.data?.httpStatus : undefined
        sight[status === 503 ? 'unavailable' : 'failed'] += 1
      })
      times.push(performance.now() - startedAt)
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
  const sorted = times.toSorted((a, b) => a - b)
  return { ...sight, p99Ms: Math.round(sorted[Math.floor(0.99 * sorted.length)] ?? 0) }
}
