import type { StoreHealth } from '@threadkeep/shared'
import { Cluster, type Redis } from 'ioredis'
import type { RedisStoreConfig } from '../../config.ts'
import type { RedisClient } from '../connection/create-client.ts'
import type { Execute } from '../connection/execute-with-retry.ts'
import { explainOutage } from '../connection/outage-reasons.ts'
import type { RunCanary } from './canary.ts'
import { createClockWatch } from './clock-watch.ts'
import type { LayoutCheck } from './layout-version.ts'
import { probeShard, type ShardResult } from './probe-shard.ts'
import { readTime } from './server-info.ts'
import { SLOTS, shardsOf } from './shards.ts'

/** The result of one probe. */
export interface ProbeResult {
  /** Changes can be made on as many slots as readiness asks for, and every configured promise is kept. */
  isGood: boolean
  /** The probe itself failed, which means little while calls of users succeed. */
  isInconclusive: boolean
  /** Latency of the slowest PING; null without a reply. */
  latencyMs: number | null
  server: StoreHealth['server']
  /** What rejects changes or breaks a promise, in words for an operator. */
  problems: string[]
  /** Weakened promises. */
  warnings: string[]
  /** Why the probe itself failed, in the words of the errors. */
  errors: string[]
}

/** The difference from which callers would notice that Redis's times are not their servers'. */
const CLOCK_TOLERANCE_MS = 5_000

export interface ProbeParts {
  canary: RunCanary
  layout: LayoutCheck
  config: RedisStoreConfig
}

/** Probes every master of Redis. Never rejects. */
export function createProbe(
  client: RedisClient,
  call: Execute,
  { canary, layout, config }: ProbeParts,
): () => Promise<ProbeResult> {
  const isCluster = client instanceof Cluster
  const clocks = new WeakMap<Redis, () => Promise<string | undefined>>()

  /** Whether the clock of this server was set; undefined also where it cannot be asked. */
  async function clockStep({ node }: { node: Redis | undefined }): Promise<string | undefined> {
    if (node === undefined) return undefined
    const watch =
      clocks.get(node) ??
      createClockWatch(
        () => readTime(node),
        () => performance.now(),
      )
    clocks.set(node, watch)
    return call(() => watch()).catch(() => undefined)
  }

  return async () => {
    const layoutSeen = layout.probe().then(
      () => layout,
      () => layout,
    )
    const parts = { call, canary, config, layout: layoutSeen, isCluster }
    // Within a call, which waits for the connection: before that a cluster has no shards.
    const shards = await call(async () => shardsOf(client)).catch(() => [])
    const results = await Promise.all(shards.map((shard) => probeShard(shard, parts)))
    const good = results.filter(({ isGood }) => isGood)
    const bad = results.filter(({ isGood }) => !isGood)
    const [first] = good
    const isGood = slotsOf(good) >= neededSlots(results, config.readyShare)
    const latencies = results.flatMap(({ latencyMs }) => latencyMs ?? [])
    return {
      isGood,
      isInconclusive: !isGood && bad.every(({ isInconclusive }) => isInconclusive),
      latencyMs: latencies.length === 0 ? null : Math.max(...latencies),
      server: results.find(({ info }) => info !== undefined)?.info?.server ?? null,
      problems: distinct(problemsOf(bad, results.length)),
      warnings: distinct([
        ...results.flatMap(({ info }) => info?.warnings ?? []),
        ...clockWarning(furthest(good)),
        ...listOf(first && (await clockStep(first.shard))),
      ]),
      errors: bad.flatMap(({ detail }) => (detail === '' ? [] : [detail])),
    }
  }
}

const slotsOf = (results: readonly ShardResult[]): number =>
  results.reduce((sum, { shard }) => sum + shard.slots, 0)

/** By default all but those of one shard, where there are several. */
function neededSlots(results: readonly ShardResult[], share: number | undefined): number {
  if (share !== undefined) return share * SLOTS
  if (results.length <= 1) return SLOTS
  return SLOTS - Math.max(...results.map(({ shard }) => shard.slots))
}

/** What all shards have in common is said as it is; else how much of the cluster it concerns. */
function problemsOf(bad: readonly ShardResult[], shards: number): string[] {
  if (bad.length === shards) return bad.flatMap(({ problems }) => problems)
  const percent = Math.round((100 * slotsOf(bad)) / SLOTS)
  return bad.map(
    ({ problems, detail }) =>
      `${bad.length} of ${shards} shards (${percent} % of the slots) cannot be used: ${problems.join(' ') || explainOutage(detail)}`,
  )
}

const furthest = (results: readonly ShardResult[]): number =>
  results
    .map(({ clockDifferenceMs }) => clockDifferenceMs)
    .reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0)

const distinct = (texts: string[]): string[] => [...new Set(texts)]

const listOf = (text: string | undefined): string[] => (text === undefined ? [] : [text])

function clockWarning(differenceMs: number): string[] {
  if (Math.abs(differenceMs) <= CLOCK_TOLERANCE_MS) return []
  const seconds = Math.round(Math.abs(differenceMs) / 1000)
  const where = differenceMs > 0 ? 'ahead of' : 'behind'
  return [
    `The clock of Redis is ${seconds} s ${where} this server's: times of conversations are its, expiries of tokens are ours.`,
  ]
}
