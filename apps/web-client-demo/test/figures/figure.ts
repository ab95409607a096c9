/** What was measured, beside what it may be. */
export interface Figure {
  name: string
  value: number
  atMost?: number
  atLeast?: number
}

/** Prints them all. The process fails where one is not as it should be. */
export function report(figures: readonly Figure[]): void {
  for (const figure of figures) {
    const { name, value, atMost, atLeast } = figure
    const limit = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`
    const verdict = isMet(figure) ? 'ok' : 'MISSED'
    console.log(`${verdict.padEnd(7)} ${name}: ${Math.round(value * 1000) / 1000} (${limit})`)
  }
  if (!figures.every(isMet)) process.exitCode = 1
}

function isMet({ value, atMost, atLeast }: Figure): boolean {
  return value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? 0)
}
