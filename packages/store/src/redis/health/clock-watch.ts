const DAY_MS = 24 * 60 * 60_000
/** So that a step that is over is still read of. */
const TOLD_FOR_MS = 60 * 60_000

const WARNING =
  'The clock of Redis was set by more than a day: see docs/upgrades.md for what that expires.'

/**
 * Notices when the clock of Redis is set: conversations expire by it. Returns the warning for an hour
 * after a step of more than a day between two probes. `readTime`: by Redis's clock, in milliseconds;
 * `elapsed`: of a clock that nobody sets, in milliseconds.
 */
export function createClockWatch(readTime: () => Promise<number>, elapsed: () => number) {
  let difference: number | undefined
  let steppedAt: number | undefined

  return async function probe(): Promise<string | undefined> {
    const now = (await readTime()) - elapsed()
    if (Math.abs(now - (difference ?? now)) > DAY_MS) steppedAt = elapsed()
    difference = now
    return steppedAt !== undefined && elapsed() - steppedAt < TOLD_FOR_MS ? WARNING : undefined
  }
}
