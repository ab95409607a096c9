import type { RedisStoreConfig } from '../../config.ts'
import type { StoreObserver } from '../../store-events.ts'
import type { Breakers } from '../connection/breaker.ts'
import {
  type ConnectionMonitor,
  createConnectionMonitor,
} from '../connection/connection-monitor.ts'
import { createClient, type RedisClient } from '../connection/create-client.ts'
import { createExecutor, type Execute, executorOptions } from '../connection/execute-with-retry.ts'
import type { OutageReport } from '../connection/outage-report.ts'

export interface OpenedConnection {
  client: RedisClient
  monitor: ConnectionMonitor
  call: Execute
}

/** A connection beside the store's main one, which reports connects and disconnects for both. */
export function openConnection(
  config: RedisStoreConfig,
  observe: StoreObserver,
  breakers: Breakers,
  reporting: OutageReport['reporting'],
): OpenedConnection {
  const client = createClient(config)
  const monitor = createConnectionMonitor(
    client,
    (event) => {
      if (event.type !== 'connection') observe(event)
    },
    config.credentials,
  )
  const call = reporting(createExecutor(monitor, executorOptions(config), breakers))
  return { client, monitor, call }
}
