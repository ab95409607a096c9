import type { Owner } from '@threadkeep/shared'
import { ownerKey } from '../../codec/owner-key.ts'
import type { RedisStoreConfig } from '../../config.ts'
import { rateLimitKey } from '../keys.ts'
import { createConnectionMonitor } from './connection-monitor.ts'
import { createClient, type RedisClient } from './create-client.ts'

/** The connection of a rate limiter that counts calls for all servers together. */
export interface RateLimitConnection {
  /** Commands fail at once without a connection; nothing is queued or sent again. */
  readonly client: RedisClient
  /** How long an operation may wait for its quota, besides its own deadline. */
  readonly timeoutMs: number
  key(owner: Owner): string
  close(): void
}

const LONGEST_PATIENCE_MS = 250
/** A share of the deadline, so that the delay in the first moments of an outage follows it. */
const PATIENCE_OF_DEADLINE = 0.25

/**
 * A separate connection, configured like the store's: the rate limiter must neither queue behind a
 * large page of messages nor affect the store's health.
 */
export function openRateLimitConnection(config: RedisStoreConfig): RateLimitConnection {
  const client = createClient(config)
  const monitor = createConnectionMonitor(client, () => {}, config.credentials)
  return {
    client,
    timeoutMs: Math.min(LONGEST_PATIENCE_MS, PATIENCE_OF_DEADLINE * config.commandTimeoutMs),
    key: (owner) => rateLimitKey(ownerKey(owner), config.keyPrefix),
    close: () => monitor.close(),
  }
}
