import { setTimeout as delay } from 'node:timers/promises'

const INTERVAL_MS = 20

/** Waits until it holds; a rejection counts as not yet, and tells why in the end. */
export async function pollUntil(
  what: string,
  holds: () => Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    let reason: unknown
    try {
      if (await holds()) return
    } catch (error) {
      reason = error
    }
    if (performance.now() > deadline) {
      throw new Error(`Not within ${timeoutMs} ms: ${what}`, { cause: reason })
    }
    await delay(INTERVAL_MS)
  }
}
