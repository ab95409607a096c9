import type { Owner } from '@threadkeep/shared'
import type { RedisStoreConfig } from '../../config.ts'
import { ownerKey } from '../../core/owner-key.ts'
import { callsKey } from '../keys.ts'
import { createLink } from './connection-monitor.ts'
import { connect, type RedisClient } from './create-client.ts'

/** Where calls of users are counted for all servers together, by a rate limiter of the caller's. */
export interface CallCounts {
  /** Its commands fail at once while there is no connection; nothing is queued or sent again. */
  readonly client: RedisClient
  /** How long an operation may be held up by its count, beside the deadline that it has. */
  readonly patienceMs: number
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
export function openCallCounts(config: RedisStoreConfig): CallCounts {
  const client = connect(config)
  const link = createLink(client, () => {})
  return {
    client,
    patienceMs: Math.min(LONGEST_PATIENCE_MS, PATIENCE_OF_DEADLINE * config.commandTimeoutMs),
    key: (owner) => callsKey(ownerKey(owner), config.keyPrefix),
    close: () => link.close(),
  }
}
