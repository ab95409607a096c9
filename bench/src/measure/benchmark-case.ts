import type { Load, Served } from '../client/load.ts'
import type { MeasuredRedis } from './redis.ts'

/** One contestant at one job of one size: what is alternated with the others. */
export interface BenchmarkCase {
  readonly job: string
  readonly size: number
  /** Beside what the measured data lies, where that differs: `alone`, `crowded`. */
  readonly variant: string
  readonly contestant: string
  readonly redis: MeasuredRedis
  readonly load: Load
  /** Before each round, not measured. */
  prepare?(): Promise<void>
  run(load: Load): Promise<Served>
}

/** One round of a benchmark. All but the first figure are per call. */
export interface Sample {
  callsPerSecond: number
  serverUs: number
  clientUs: number
  commands: number
  bytesIn: number
  bytesOut: number
  /** Inside one script, where scripts are called. */
  scriptUs: number
  published: number
  /** From an agent's piece to the watcher's, the median; NaN where nothing is watched. */
  latencyMs: number
}

export interface Measurement {
  job: string
  size: number
  variant: string
  contestant: string
  samples: Sample[]
}

/** Slower than this, more callers would only queue, and every round would take as much longer. */
const SLOW_CALL_MS = 30
const CALLERS_OF_SLOW = 2

/** `runIn`: what is called before that, not measured, because a client that has paused starts slowly. */
export async function sample(
  benchmark: BenchmarkCase,
  runIn: Pick<Load, 'calls' | 'ms'>,
): Promise<Sample> {
  await benchmark.prepare?.()
  const callers = (await isSlow(benchmark)) ? CALLERS_OF_SLOW : benchmark.load.callers
  await benchmark.run({ callers, ...runIn })
  const before = await benchmark.redis.usage()
  const {
    calls,
    ms,
    cpuUs,
    latencyMs = Number.NaN,
  } = await benchmark.run({ ...benchmark.load, callers })
  const after = await benchmark.redis.usage()
  const scripts = after.scripts - before.scripts
  return {
    callsPerSecond: (calls / ms) * 1000,
    serverUs: (after.cpuUs - before.cpuUs) / calls,
    clientUs: cpuUs / calls,
    commands: (after.commands - before.commands) / calls,
    bytesIn: (after.bytesIn - before.bytesIn) / calls,
    bytesOut: (after.bytesOut - before.bytesOut) / calls,
    scriptUs: scripts === 0 ? 0 : (after.scriptUs - before.scriptUs) / scripts,
    published: (after.published - before.published) / calls,
    latencyMs,
  }
}

async function isSlow(benchmark: BenchmarkCase): Promise<boolean> {
  const { ms } = await benchmark.run({ callers: 1, calls: 1, ms: Number.POSITIVE_INFINITY })
  return ms > SLOW_CALL_MS
}
