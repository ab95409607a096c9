import type { RedisStoreConfig } from '../../config.ts'
import { createBreakers } from '../connection/breaker.ts'
import type { ConnectionMonitor } from '../connection/connection-monitor.ts'
import type { RedisClient } from '../connection/create-client.ts'
import { createExecutor, executorOptions } from '../connection/execute-with-retry.ts'
import type { OutageReport } from '../connection/outage-report.ts'
import type { ReplicatedRunner } from '../scripts/replicated-runner.ts'
import { createScriptRunner } from '../scripts/runner.ts'
import { createCanary } from './canary.ts'
import { createLayoutCheck, type LayoutCheck } from './layout-version.ts'
import { createProbe, type ProbeResult } from './probe.ts'

/** A probe of what is behind this client, and what it knows of the layout. */
export function openProbe(
  client: RedisClient,
  monitor: ConnectionMonitor,
  replicated: ReplicatedRunner | undefined,
  config: RedisStoreConfig,
  reporting: OutageReport['reporting'] = (execute) => execute,
): { layout: LayoutCheck; probe: () => Promise<ProbeResult> } {
  // Health has breakers of its own, so that it asks a node even while calls fail fast, and its
  // successes do not count: users' own are what a failed probe is weighed against.
  const call = createExecutor(
    { ...monitor, onSuccess: monitor.onReply },
    executorOptions(config),
    createBreakers(config.commandTimeoutMs),
  )
  const layout = createLayoutCheck(client, reporting(call), config)
  const plainCanary = createScriptRunner(client, call, 'remove')
  const canary = createCanary(
    (marker) => replicated?.forMarker(marker, 'grow') ?? plainCanary,
    config.keyPrefix,
  )
  return { layout, probe: createProbe(client, call, { canary, layout, config }) }
}
