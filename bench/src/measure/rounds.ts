import { type Cell, type Measurement, type Sample, sample } from './cell.ts'

/** Its other sizes run the same code. */
const WARM_UP_OTHERS = { calls: 500, ms: 300 }

export interface Rounds {
  rounds: number
  /** Of each contestant at each job and variant, before the first round. */
  warmUp: Effort
  /** Of each cell, in every round. */
  runIn: Effort
}

/** Whichever comes first. */
interface Effort {
  calls: number
  ms: number
}

/**
 * ABCABC, never AABBCC: every round measures every cell once, so that a slow minute of the machine
 * is shared by all. Those that are compared, of one size, follow each other.
 */
export async function measureInRounds(
  cells: readonly Cell[],
  { rounds, warmUp, runIn }: Rounds,
  progress: (text: string) => void,
): Promise<Measurement[]> {
  const runs = cells.map((cell) => ({ cell, samples: [] as Sample[] }))
  const warm = new Set<string>()
  for (const { cell } of runs) {
    progress(`${cell.job}: warming up ${nameOf(cell)}`)
    const code = `${cell.job} ${cell.contestant} ${cell.variant}`
    const load = warm.has(code) ? WARM_UP_OTHERS : warmUp
    await sample({ ...cell, load: { ...cell.load, ...load } }, runIn)
    warm.add(code)
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const { cell, samples } of bySize(runs)) {
      progress(`${cell.job}: round ${round} of ${rounds}: ${nameOf(cell)}`)
      samples.push(await sample(cell, runIn))
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

function bySize<Run extends { cell: Cell }>(runs: readonly Run[]): Run[] {
  return runs.toSorted((a, b) => a.cell.size - b.cell.size)
}

function nameOf({ contestant, size, variant }: Cell): string {
  return `${contestant}, ${size} ${variant}`.trimEnd()
}
