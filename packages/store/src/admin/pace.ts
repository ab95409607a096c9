import { setTimeout as pause } from 'node:timers/promises'

/** Timers are late by about this much; what that costs is made up for, and no more. */
const MAKE_UP_MS = 20

/** Spreads steps over time: at most so many a second. Rejects once the signal is aborted. */
export function createPace(perSecond: number, signal: AbortSignal): () => Promise<void> {
  let next = performance.now()
  return async () => {
    signal.throwIfAborted()
    const now = performance.now()
    next = Math.max(next, now - MAKE_UP_MS) + 1000 / perSecond
    if (next > now + 1) await pause(next - now, undefined, { signal })
  }
}
