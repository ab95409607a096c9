import { StoreUnavailableError } from '../../errors.ts'
import { describeRejection } from '../connection/outage-reasons.ts'
import { type CanaryKeys, canaryKeys } from '../keys.ts'
import { SCRIPTS } from '../scripts/registry.ts'
import type { RunScript } from '../scripts/runner.ts'
import { KEY_TRIALS, KEYLESS_TRIALS } from './trials.ts'

export interface CanaryResult {
  /** Why no change can be made, in words for an operator. */
  problems: string[]
  /** How far the server's clock is ahead of ours, in milliseconds. */
  clockDifferenceMs: number
}

const TRIALS = [KEY_TRIALS.join('\n'), KEYLESS_TRIALS.join('\n')]
/** Makes a change in the slot of a name. */
export type RunCanary = (name: string) => Promise<CanaryResult>

/**
 * A change the way an owner's changes are made, including REDIS_WAIT_REPLICAS. `runFor`: the runner of
 * changes for a marker (replicated-runner.ts).
 */
export function createCanary(
  runFor: (marker: string) => RunScript,
  keyPrefix: string | undefined,
): RunCanary {
  return (name) => {
    const keys = canaryKeys(name, keyPrefix)
    return tryChange(runFor(keys.marker), keys)
  }
}

async function tryChange(run: RunScript, { keys }: CanaryKeys): Promise<CanaryResult> {
  const began = Date.now()
  try {
    const reply = await run(SCRIPTS.canary, keys, TRIALS)
    const [time, denied] = [reply.text(1), reply.text(2)]
    return {
      problems:
        denied === ''
          ? []
          : [`A right is missing: the Redis user may not run ${denied.replaceAll(' ', ', ')}.`],
      clockDifferenceMs: time === '' ? 0 : Math.round(Number(time) - (began + Date.now()) / 2),
    }
  } catch (error) {
    const problem = error instanceof StoreUnavailableError && describeRejection(error.detail)
    if (!problem) throw error
    return { problems: [problem], clockDifferenceMs: 0 }
  }
}
