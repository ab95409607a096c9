import { expect, vi } from 'vitest'
import { type Call, isRejected } from './history.ts'
import type { Load } from './load.ts'

/** How long it is waited for what the checks then hold to its time: longer than any machine takes. */
export const PATIENCE = { timeout: 40_000, interval: 50 }

/** Until a third of a second brought good responses only. */
export async function heal(
  { calls }: Load,
  repairedAt: number,
  callsPerSecond: number,
): Promise<void> {
  const needed = Math.ceil(callsPerSecond / 3)
  await vi.waitFor(() => {
    const since = calls.filter(({ invokedAt }) => invokedAt > repairedAt)
    const last = since.slice(-needed)
    expect(last.length).toBe(needed)
    expect(last.some(isRejected)).toBe(false)
  }, PATIENCE)
}

/** From the repair to the first success after the last rejection. */
export function healTime(calls: readonly Call[], repairedAt: number): number {
  const since = calls.filter(({ invokedAt }) => invokedAt > repairedAt)
  const lastRejected = Math.max(
    repairedAt,
    ...since.filter(isRejected).map(({ invokedAt }) => invokedAt),
  )
  const good = since.filter((call) => !isRejected(call) && call.invokedAt > lastRejected)
  return Math.min(...good.map(({ settledAt }) => settledAt)) - repairedAt
}
