import type { Owner } from '@threadkeep/shared'
import { ownerKey } from '../../codec/owner-key.ts'
import type { RedisStoreConfig } from '../../config.ts'
import { rateLimitKey } from '../keys.ts'
import { createConnectionMonitor } from './connection-monitor.ts'
import { createClient, type RedisClient } from './create-client.ts'

/** Where calls of users are counted for all servers together, by a rate limiter of the caller's. */
export interface RateLimitConnection {
  /** Its commands fail at once while there is no connection; nothing is queued or sent again. */
  readonly client: RedisClient
  /** How long an operation may be held up by its count, beside the deadline that it has. */
  readonly timeoutMs: number
  key(owner: Owner): string
  close(): void
}

const LONGEST_PATIENCE_MS = 250
/** So that what an answer may be late by in the first moments of an outage follows the deadline. */
const PATIENCE_OF_DEADLINE = 0.25

/**
 * A connection of its own, made as the store's are: a count must not stand in line behind a long
 * page of messages, nor say anything of the store's health.
 */
export function openRateLimitConnection(config: RedisStoreConfig): RateLimitConnection {
  const client = createClient(config)
  const monitor = createConnectionMonitor(client, () => {})
  return {
    client,
    timeoutMs: Math.min(LONGEST_PATIENCE_MS, PATIENCE_OF_DEADLINE * config.commandTimeoutMs),
    key: (owner) => rateLimitKey(ownerKey(owner), config.keyPrefix),
    close: () => monitor.close(),
  }
}
