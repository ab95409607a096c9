import { type Cell, type Measurement, type Sample, sample } from './cell.ts'

/**
 * So many calls that the compiler has settled: measured, the first thousands cost the client five
 * times what they cost later. Slow contestants spend their time in few functions, and settle sooner.
 */
const WARM_UP = { calls: 5_000, ms: 1_500 }

/**
 * ABCABC, never AABBCC: every round measures every cell once, so that a slow minute of the machine
 * is shared by all.
 */
export async function measureInRounds(
  cells: readonly Cell[],
  rounds: number,
  progress: (text: string) => void,
): Promise<Measurement[]> {
  const runs = cells.map((cell) => ({ cell, samples: [] as Sample[] }))
  for (const { cell } of runs) {
    progress(`${cell.job}: warming up ${nameOf(cell)}`)
    await sample({ ...cell, load: { ...cell.load, ...WARM_UP } })
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const { cell, samples } of runs) {
      progress(`${cell.job}: round ${round} of ${rounds}: ${nameOf(cell)}`)
      samples.push(await sample(cell))
    }
  }
  return runs.map(({ cell: { job, size, variant, contestant }, samples }) => ({
    job,
    size,
    variant,
    contestant,
    samples,
  }))
}

function nameOf({ contestant, size, variant }: Cell): string {
  return `${contestant}, ${size} ${variant}`.trimEnd()
}
