const DAY_MS = 24 * 60 * 60_000
/** How long the warning stays after a step. */
const WARNING_MS = 60 * 60_000

const WARNING =
  'The clock of Redis was set by more than a day: see docs/upgrades.md for what that expires.'

/**
 * Detects that Redis's clock was set, because conversations expire by it. Returns a warning for an
 * hour after a step of more than a day between two probes. `readTime`: Redis's clock in
 * milliseconds; `elapsed`: a monotonic clock in milliseconds.
 */
export function createClockWatch(readTime: () => Promise<number>, elapsed: () => number) {
  let difference: number | undefined
  let steppedAt: number | undefined

  return async function probe(): Promise<string | undefined> {
    const now = (await readTime()) - elapsed()
    if (Math.abs(now - (difference ?? now)) > DAY_MS) steppedAt = elapsed()
    difference = now
    return steppedAt !== undefined && elapsed() - steppedAt < WARNING_MS ? WARNING : undefined
  }
}
