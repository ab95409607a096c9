import { type Cell, type Measurement, type Sample, sample } from './cell.ts'

/** Its other sizes run the same code. */
const WARM_UP_OTHERS = { calls: 500, ms: 300 }

export interface Rounds {
  rounds: number
  /** Of each contestant, before the first round. */
  warmUp: { calls: number; ms: number }
}

/**
 * ABCABC, never AABBCC: every round measures every cell once, so that a slow minute of the machine
 * is shared by all.
 */
export async function measureInRounds(
  cells: readonly Cell[],
  { rounds, warmUp }: Rounds,
  progress: (text: string) => void,
): Promise<Measurement[]> {
  const runs = cells.map((cell) => ({ cell, samples: [] as Sample[] }))
  const warm = new Set<string>()
  for (const { cell } of runs) {
    progress(`${cell.job}: warming up ${nameOf(cell)}`)
    const load = warm.has(cell.job + cell.contestant) ? WARM_UP_OTHERS : warmUp
    await sample({ ...cell, load: { ...cell.load, ...load } })
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
