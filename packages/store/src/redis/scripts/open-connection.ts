import type { RedisStoreConfig } from '../../config.ts'
import type { StoreObserver } from '../../store-events.ts'
import { type Breakers, createBreakers } from '../connection/breaker.ts'
import {
  type ConnectionMonitor,
  createConnectionMonitor,
  type Siblings,
} from '../connection/connection-monitor.ts'
import { createClient, type RedisClient } from '../connection/create-client.ts'
import { createExecutor, type Execute, executorOptions } from '../connection/execute-with-retry.ts'
import type { OutageReport } from '../connection/outage-report.ts'

export interface OpenedConnection {
  client: RedisClient
  monitor: ConnectionMonitor
  call: Execute
}

/** What all connections of one store share. */
export interface SharedParts {
  config: RedisStoreConfig
  observe: StoreObserver
  reporting: OutageReport['reporting']
  breakers: Breakers
  siblings: Siblings
}

export function createSharedParts(
  config: RedisStoreConfig,
  observe: StoreObserver,
  reporting: OutageReport['reporting'] = (execute) => execute,
): SharedParts {
  const breakers = createBreakers(config.commandTimeoutMs)
  return {
    config,
    observe,
    reporting,
    breakers,
    siblings: { lastReadyAt: Number.NEGATIVE_INFINITY },
  }
}

/** A connection beside the store's main one, which reports connects and disconnects for both. */
export function openConnection(shared: SharedParts): OpenedConnection {
  const { config, observe, reporting, breakers, siblings } = shared
  const client = createClient(config)
  const monitor = createConnectionMonitor(
    client,
    (event) => {
      if (event.type !== 'connection') observe(event)
    },
    config.credentials,
    { siblings },
  )
  const call = reporting(createExecutor(monitor, executorOptions(config), breakers))
  return { client, monitor, call }
}
