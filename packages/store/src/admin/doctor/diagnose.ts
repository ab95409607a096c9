import type { StoreHealth } from '@threadkeep/shared'
import type { RedisStoreConfig } from '../../config.ts'
import { StoreUnavailableError } from '../../errors.ts'
import {
  type ConnectionMonitor,
  createConnectionMonitor,
  nodesOf,
} from '../../redis/connection/connection-monitor.ts'
import { createClient } from '../../redis/connection/create-client.ts'
import { createExecutor, executorOptions } from '../../redis/connection/execute-with-retry.ts'
import { openProbe } from '../../redis/health/open-probe.ts'
import { createSharedParts } from '../../redis/scripts/open-connection.ts'
import { createReplicatedRunner } from '../../redis/scripts/replicated-runner.ts'
import type { StoreEvent } from '../../store-events.ts'
import { adviceFor } from './advice.ts'
import { clusterFinding } from './cluster-finding.ts'
import { connectionFinding, isKnownCause } from './connection-findings.ts'
import type { Finding } from './finding.ts'
import { storedSettings } from './stored-settings.ts'

export interface Diagnosis {
  /** Null where there is no connection, or INFO is not for this user. */
  server: StoreHealth['server']
  latencyMs: number | null
  /** How many masters there are. */
  masters: number
  findings: Finding[]
}

/** A first attempt may fail where a later one succeeds: on another seed, or after a failover. */
const CONNECT_STEP_MS = 1_000
const CONNECT_STEPS = 6

/** Connects as a server would, tries what a server needs, and says what is not right. Never rejects. */
export async function diagnose(config: RedisStoreConfig): Promise<Diagnosis> {
  let last: string[] = []
  const observe = (event: StoreEvent) => {
    if (event.type === 'connection-error') last = [event.error]
  }
  const client = createClient(config)
  const monitor = createConnectionMonitor(client, observe, config.credentials)
  const shared = createSharedParts(config, () => {})
  const replicated = config.waitReplicas > 0 ? createReplicatedRunner(shared) : undefined
  try {
    if (!(await connects(monitor, () => last.some(isKnownCause)))) {
      const known = credentialsFinding(config) ?? (await clusterFinding(config))
      const findings = [known ?? connectionFinding(last, CONNECT_STEPS * CONNECT_STEP_MS)]
      return { server: null, latencyMs: null, masters: 0, findings }
    }
    const { probe } = openProbe(client, monitor, replicated, config)
    const { isGood, latencyMs, server, problems, warnings, errors } = await probe()
    const findings = [
      ...problems.map((message) => toFinding('problem', message)),
      ...warnings.map((message) => toFinding('warning', message)),
    ]
    // The probe gave up for a reason that only the cluster or the connection knows.
    if (!isGood && problems.length === 0) {
      const known = await clusterFinding(config)
      findings.push(known ?? connectionFinding([...errors, ...last], config.commandTimeoutMs))
    }
    if (isGood) {
      const call = createExecutor(monitor, executorOptions(config), shared.breakers)
      findings.push(...(await storedSettings(client, call, config)))
    }
    return { server, latencyMs, masters: nodesOf(client).length, findings }
  } catch (error) {
    const message = error instanceof StoreUnavailableError ? error.detail : String(error)
    const findings = [toFinding('problem', `Redis could not be looked at: ${message}.`)]
    return { server: null, latencyMs: null, masters: 0, findings }
  } finally {
    monitor.close()
    replicated?.close()
  }
}

async function connects(monitor: ConnectionMonitor, isCauseKnown: () => boolean): Promise<boolean> {
  for (let step = 0; step < CONNECT_STEPS; step += 1) {
    if (await monitor.waitUntilReady(CONNECT_STEP_MS)) return true
    if (isCauseKnown()) return false
  }
  return false
}

function credentialsFinding({ credentials }: RedisStoreConfig): Finding | undefined {
  const message = credentials?.problem()
  const advice =
    'Look at the identity (the AZURE_ variables, else that of the machine) and at its way to Entra ID.'
  return message === undefined ? undefined : { severity: 'problem', message: `${message}.`, advice }
}

function toFinding(severity: Finding['severity'], message: string): Finding {
  return { severity, message, advice: adviceFor(message) }
}
