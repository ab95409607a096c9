import { type BenchmarkCase, type Measurement, type Sample, sample } from './benchmark-case.ts'

/** Its other sizes run the same code. */
const WARM_UP_OTHERS = { calls: 500, ms: 300 }

export interface Rounds {
  rounds: number
  /** Of each contestant at each job and variant, before the first round. */
  warmUp: Effort
  /** Of each benchmark, in every round. */
  runIn: Effort
}

/** Whichever comes first. */
interface Effort {
  calls: number
  ms: number
}

/**
 * ABCABC, never AABBCC: every round measures every benchmark once, so that a slow minute of the machine
 * is shared by all. Those that are compared, of one size, follow each other.
 */
export async function measureInRounds(
  cases: readonly BenchmarkCase[],
  { rounds, warmUp, runIn }: Rounds,
  progress: (text: string) => void,
): Promise<Measurement[]> {
  const runs = cases.map((benchmark) => ({ benchmark, samples: [] as Sample[] }))
  const warm = new Set<string>()
  for (const { benchmark } of runs) {
    progress(`${benchmark.job}: warming up ${nameOf(benchmark)}`)
    const code = `${benchmark.job} ${benchmark.contestant} ${benchmark.variant}`
    const load = warm.has(code) ? WARM_UP_OTHERS : warmUp
    await sample({ ...benchmark, load: { ...benchmark.load, ...load } }, runIn)
    warm.add(code)
  }
  for (let round = 1; round <= rounds; round += 1) {
    for (const { benchmark, samples } of bySize(runs)) {
      progress(`${benchmark.job}: round ${round} of ${rounds}: ${nameOf(benchmark)}`)
      samples.push(await sample(benchmark, runIn))
    }
  }
  return runs.map(({ benchmark: { job, size, variant, contestant }, samples }) => ({
    job,
    size,
    variant,
    contestant,
    samples,
  }))
}

function bySize<Run extends { benchmark: BenchmarkCase }>(runs: readonly Run[]): Run[] {
  return runs.toSorted((a, b) => a.benchmark.size - b.benchmark.size)
}

function nameOf({ contestant, size, variant }: BenchmarkCase): string {
  return `${contestant}, ${size} ${variant}`.trimEnd()
}
