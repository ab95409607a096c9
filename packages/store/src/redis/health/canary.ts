// Other workspaces compile this file without the declarations beside it.
/// <reference path="./cluster-key-slot.d.ts" />
import keySlot from 'cluster-key-slot'
import { Cluster } from 'ioredis'
import { StoreUnavailableError } from '../../errors.ts'
import { nodesOf } from '../connection/connection-monitor.ts'
import type { RedisClient } from '../connection/create-client.ts'
import { describeRejection } from '../connection/outage-reasons.ts'
import { type CanaryKeys, canaryKeys } from '../keys.ts'
import { SCRIPTS } from '../scripts/registry.ts'
import type { RunScript } from '../scripts/runner.ts'
import { KEY_TRIALS, KEYLESS_TRIALS } from './trials.ts'

export interface CanaryResult {
  /** Why no change can be made, in words for an operator. */
  problems: string[]
  /**
   * How far a server's clock is ahead of ours, in milliseconds; of several the largest difference.
   */
  clockDifferenceMs: number
}

const TRIALS = [KEY_TRIALS.join('\n'), KEYLESS_TRIALS.join('\n')]
/**
 * Number of names tried to find one in a slot of each master. A master with very few slots may be
 * skipped.
 */
const MOST_NAMES = 2000

/**
 * Makes a change on every master the way an owner's changes are made, including
 * REDIS_WAIT_REPLICAS. `runFor`: the runner of changes for a marker (replicated-runner.ts).
 */
export function createCanary(
  client: RedisClient,
  runFor: (marker: string) => RunScript,
  keyPrefix: string | undefined,
): () => Promise<CanaryResult> {
  return async () => {
    const sites = sitesOf(client).map((name) => canaryKeys(name, keyPrefix))
    const results = await Promise.all(sites.map((keys) => tryChange(runFor(keys.marker), keys)))
    const differences = results.map(({ clockDifferenceMs }) => clockDifferenceMs)
    return {
      problems: [...new Set(results.flatMap(({ problems }) => problems))],
      clockDifferenceMs: differences.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0),
    }
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

/**
 * A name for each master, whose keys are in its slots. No owner's key is without a colon, so none
 * can be touched.
 */
function sitesOf(client: RedisClient): string[] {
  if (!(client instanceof Cluster)) return ['canary']
  const masters = nodesOf(client).length
  const names = new Map<string, string>()
  for (let n = 0; n < MOST_NAMES && names.size < masters; n += 1) {
    const name = `canary-${n}`
    const master = client.slots[keySlot(name)]?.[0]
    if (master !== undefined && !names.has(master)) names.set(master, name)
  }
  return [...names.values()]
}
