import { reasonOf } from '../errors.ts'

const MIN_DELAY_MS = 1_000
const MAX_DELAY_MS = 30_000

/**
 * Follows a watch, and once more where the API's client has given it up for a reason that may pass: it
 * takes an error of the server for final. Rejects with what is final.
 */
export async function keepFollowing(
  signal: AbortSignal,
  follow: (onEvent: () => void) => Promise<void>,
): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      await follow(() => {
        failures = 0
      })
      return
    } catch (error) {
      if (!mayPass(error)) throw error
      failures += 1
      await sleep(delayMs(failures), signal)
    }
  }
}

function mayPass(error: unknown): boolean {
  const reason = reasonOf(error)
  return reason === 'INTERNAL' || reason === 'UNREACHABLE'
}

/** Doubling, and half of it random: pages that failed together do not come back together. */
function delayMs(failures: number): number {
  const most = Math.min(MIN_DELAY_MS * 2 ** failures, MAX_DELAY_MS)
  return most / 2 + Math.random() * (most / 2)
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
