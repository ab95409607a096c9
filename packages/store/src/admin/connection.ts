import { setTimeout as pause } from 'node:timers/promises'
import type { RedisStoreConfig } from '../config.ts'
import { StoreUnavailableError } from '../errors.ts'
import { createBreakers } from '../redis/connection/breaker.ts'
import { createConnectionMonitor } from '../redis/connection/connection-monitor.ts'
import { createClient, type RedisClient } from '../redis/connection/create-client.ts'
import {
  createExecutor,
  type Execute,
  executorOptions,
} from '../redis/connection/execute-with-retry.ts'
import { createScriptRunner, type RunScript } from '../redis/scripts/runner.ts'
import type { StoreObserver } from '../store-events.ts'
import { createPace } from './pace.ts'

/** How long an outage may last in the middle of the work: longer than a failover. */
const PATIENCE_MS = 60_000
const RETRY_MS = 500

export interface AdminConnection {
  readonly client: RedisClient
  /**
   * Waits for its turn, and then for the end of an outage, once anything has succeeded. `gaveUp`: that
   * there is no use in waiting any longer.
   */
  readonly call: Execute
  callUnless(gaveUp: () => boolean): Execute
  /** Scripts that change nothing. */
  readonly read: RunScript
  /** For calls that are made by another way. */
  takeTurn(): Promise<void>
  close(): void
}

/** A connection for long work that must not hold Redis up: at most `maxOps` calls a second. */
export function openAdminConnection(
  config: RedisStoreConfig,
  { maxOps, signal, observe }: { maxOps: number; signal: AbortSignal; observe: StoreObserver },
): AdminConnection {
  const client = createClient(config)
  const monitor = createConnectionMonitor(client, observe, config.credentials)
  const breakers = createBreakers(config.commandTimeoutMs)
  const execute = createExecutor(monitor, executorOptions(config), breakers)
  const takeTurn = createPace(maxOps, signal)
  let hasSucceeded = false

  const callUnless =
    (gaveUp: () => boolean): Execute =>
    async (attempt, _started, target) => {
      const began = performance.now()
      for (;;) {
        await takeTurn()
        try {
          const result = await execute(attempt, undefined, target)
          hasSucceeded = true
          return result
        } catch (error) {
          const isOutage = error instanceof StoreUnavailableError
          const isTooLate = gaveUp() || performance.now() - began > PATIENCE_MS
          if (!isOutage || !hasSucceeded || isTooLate) throw error
          await pause(RETRY_MS, undefined, { signal })
        }
      }
    }

  const call = callUnless(() => false)
  const read = createScriptRunner(client, call, 'read')
  return { client, call, callUnless, read, takeTurn, close: () => monitor.close() }
}
