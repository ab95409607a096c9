import { type Cell, type Measurement, type Sample, sample } from './cell.ts'

/**
 * So many calls of each contestant that the compiler has settled: measured, the first thousands
 * cost the client five times what they cost later. Its other sizes run the same code.
 */
const WARM_UP = { calls: 15_000, ms: 5_000 }
const WARM_UP_OTHERS = { calls: 500, ms: 300 }

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
  const warm = new Set<string>()
  for (const { cell } of runs) {
    progress(`${cell.job}: warming up ${nameOf(cell)}`)
    const warmUp = warm.has(cell.job + cell.contestant) ? WARM_UP_OTHERS : WARM_UP
    await sample({ ...cell, load: { ...cell.load, ...warmUp } })
    warm.add(cell.job + cell.contestant)
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
