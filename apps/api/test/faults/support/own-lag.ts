const TICK_MS = 10

export interface LagWatch extends AsyncDisposable {
  /**
   * For how many milliseconds between two moments this process, which makes the calls and relays
   * their bytes, could not act at all. That is the tester's share of how long an answer took; the
   * share of the server under test is never taken off.
   */
  between(from: number, to: number): number
}

/** A timer that should fire every 10 ms tells by its gaps when nothing else could run either. */
export function watchOwnLag(): LagWatch {
  const gaps: { from: number; to: number }[] = []
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    if (now - last > 2 * TICK_MS) gaps.push({ from: last + TICK_MS, to: now })
    last = now
  }, TICK_MS)
  return {
    between: (from, to) =>
      gaps.reduce(
        (sum, gap) => sum + Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from)),
        0,
      ),
    [Symbol.asyncDispose]: async () => clearInterval(timer),
  }
}
