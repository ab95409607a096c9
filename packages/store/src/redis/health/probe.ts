import type { StoreHealth } from '@threadkeep/shared'
import type { RedisStoreConfig } from '../../config.ts'
import { StoreUnavailableError } from '../../errors.ts'
import type { RedisClient } from '../connection/create-client.ts'
import type { Execute } from '../connection/execute-with-retry.ts'
import { describeRejection } from '../connection/outage-reasons.ts'
import type { CanaryResult } from './canary.ts'
import { createClockWatch } from './clock-watch.ts'
import type { LayoutCheck } from './layout-version.ts'
import { ping } from './ping.ts'
import { readServerInfo, readTime } from './server-info.ts'

/** The result of one probe. */
export interface ProbeResult {
  /** A change can be made, and every configured promise is kept. */
  isGood: boolean
  /** The probe itself failed, which means little while calls of users succeed. */
  isInconclusive: boolean
  /** Latency of the PING; null without a reply. */
  latencyMs: number | null
  server: StoreHealth['server']
  /** What rejects changes or breaks a promise, in words for an operator. */
  problems: string[]
  /** Weakened promises. */
  warnings: string[]
}

/** The difference from which callers would notice that Redis's times are not their servers'. */
const CLOCK_TOLERANCE_MS = 5_000

export interface ProbeParts {
  canary: () => Promise<CanaryResult>
  layout: LayoutCheck
  config: RedisStoreConfig
}

/** One probe: a PING to every master, INFO, and a change made on each. Never rejects. */
export function createProbe(
  client: RedisClient,
  call: Execute,
  { canary, layout, config }: ProbeParts,
): () => Promise<ProbeResult> {
  const watchClock = createClockWatch(
    () => readTime(client),
    () => performance.now(),
  )
  return async () => {
    const seen: ProbeResult = {
      isGood: false,
      isInconclusive: false,
      latencyMs: null,
      server: null,
      problems: [],
      warnings: [],
    }
    const began = performance.now()
    try {
      await call(() => ping(client))
      seen.latencyMs = Math.round((performance.now() - began) * 100) / 100
      const info = await call(() => readServerInfo(client, config))
      seen.server = info?.server ?? null
      seen.warnings.push(...(info?.warnings ?? []))
      seen.problems.push(...(info?.problems ?? []))
      await layout.probe().catch(() => undefined)
      seen.problems.push(...listOf(layout.problem()))
      // On a replica the rest would only run into the deadline.
      if (seen.problems.length > 0) return seen
      const { problems, clockDifferenceMs } = await canary()
      seen.problems.push(...problems)
      seen.warnings.push(...clockWarning(clockDifferenceMs))
      // If a right is missing, the rest of the probe is pointless.
      if (problems.length > 0) return seen
      seen.warnings.push(...listOf(await call(() => watchClock())))
      seen.isGood = true
    } catch (error) {
      // The connection monitor reports unreachable servers.
      const detail = error instanceof StoreUnavailableError ? error.detail : ''
      const rejection = describeRejection(detail)
      if (rejection) seen.problems.push(rejection)
      // A right that only the probe needs does not concern callers.
      seen.isInconclusive = !rejection || detail.includes('NOPERM')
    }
    return seen
  }
}

const listOf = (text: string | undefined): string[] => (text === undefined ? [] : [text])

function clockWarning(differenceMs: number): string[] {
  if (Math.abs(differenceMs) <= CLOCK_TOLERANCE_MS) return []
  const seconds = Math.round(Math.abs(differenceMs) / 1000)
  const where = differenceMs > 0 ? 'ahead of' : 'behind'
  return [
    `The clock of Redis is ${seconds} s ${where} this server's: times of conversations are its, expiries of tokens are ours.`,
  ]
}
