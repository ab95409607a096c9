import type { RedisStoreConfig } from '../../config.ts'
import { StoreUnavailableError } from '../../errors.ts'
import type { Execute } from '../connection/execute-with-retry.ts'
import { describeRejection } from '../connection/outage-reasons.ts'
import type { RunCanary } from './canary.ts'
import type { LayoutCheck } from './layout-version.ts'
import { ping } from './ping.ts'
import { readServerInfo, type ServerInfo } from './server-info.ts'
import type { Shard } from './shards.ts'

export interface ShardResult {
  shard: Shard
  isGood: boolean
  /** The probe itself failed, which means little while calls of users succeed. */
  isInconclusive: boolean
  /** Latency of the PING; null without a reply. */
  latencyMs: number | null
  info: ServerInfo | undefined
  /** What rejects changes or breaks a promise, in words for an operator. */
  problems: string[]
  /** Why it failed, in the words of the error; empty unless it did. */
  detail: string
  clockDifferenceMs: number
}

export interface ShardProbeParts {
  call: Execute
  canary: RunCanary
  config: RedisStoreConfig
  /** Resolves once the layout was looked at. */
  layout: Promise<Pick<LayoutCheck, 'problem'>>
  isCluster: boolean
}

/** A PING, INFO, and a change made the way an owner's changes are made. Never rejects. */
export async function probeShard(
  shard: Shard,
  { call, canary, config, layout, isCluster }: ShardProbeParts,
): Promise<ShardResult> {
  const result: ShardResult = {
    shard,
    isGood: false,
    isInconclusive: false,
    latencyMs: null,
    info: undefined,
    problems: [],
    detail: '',
    clockDifferenceMs: 0,
  }
  const began = performance.now()
  try {
    const { node, canaryName } = shard
    if (node !== undefined) {
      await call(() => ping(node, isCluster))
      result.latencyMs = Math.round((performance.now() - began) * 100) / 100
      result.info = await call(() => readServerInfo(node, { ...config, isCluster }))
      result.problems.push(...(result.info?.problems ?? []))
    }
    const layoutProblem = (await layout).problem()
    if (layoutProblem !== undefined) result.problems.push(layoutProblem)
    // On a replica the rest would only run into the deadline.
    if (result.problems.length > 0) return result
    if (canaryName !== undefined) {
      const { problems, clockDifferenceMs } = await canary(canaryName)
      result.problems.push(...problems)
      result.clockDifferenceMs = clockDifferenceMs
    }
    result.isGood = result.problems.length === 0
  } catch (error) {
    // The connection monitor reports unreachable servers.
    result.detail = error instanceof StoreUnavailableError ? error.detail : String(error)
    const rejection = describeRejection(result.detail)
    if (rejection) result.problems.push(rejection)
    // A right that only the probe needs does not concern callers.
    result.isInconclusive = !rejection || result.detail.includes('NOPERM')
  }
  return result
}
