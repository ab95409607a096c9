import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'

/** Sorted, the middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

export async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await act()
  return performance.now() - began
}

/** What a call comes to, and when; at most `limitMs` are waited. */
export async function outcomeOf(act: () => Promise<unknown>, limitMs: number): Promise<string> {
  const began = performance.now()
  const outcome = await Promise.race([
    act().then(
      (value) => `returns ${JSON.stringify(value)}`,
      (error: unknown) => nameOf(error),
    ),
    delay(limitMs, undefined, { ref: false }),
  ])
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  return outcome === undefined
    ? `no reply within ${limitMs / 1000} s`
    : `${outcome} after ${seconds} s`
}

/** Whether the same call works once the server is there again. */
export async function onceBack(
  redis: { restart(): Promise<void> },
  act: () => Promise<unknown>,
): Promise<string> {
  await redis.restart()
  const began = performance.now()
  while (performance.now() - began < 10_000) {
    try {
      await Promise.race([act(), rejectAfter(2000)])
      return `; once Redis is back it works after ${((performance.now() - began) / 1000).toFixed(1)} s`
    } catch {
      await delay(100)
    }
  }
  return '; 10 s after Redis is back it does not work yet'
}

async function rejectAfter(ms: number): Promise<never> {
  await delay(ms, undefined, { ref: false })
  throw new Error(`no reply within ${ms} ms`)
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('reason' in error) return `\`${String(error.reason)}\``
  const [first = ''] = error.message.split('\n')
  return `\`${error.name}: ${first.replace(/[\d.]+:\d+/, '<address>').slice(0, 80)}\``
}
