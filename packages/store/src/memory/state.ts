import { LRUCache } from 'lru-cache'
import type { MemoryStoreConfig } from '../config.ts'
import type { ConversationRecord } from '../record.ts'
import { REMEMBERED_START_MS } from '../retention.ts'
import type { Entry } from './entry.ts'

/** Milliseconds since 1970. */
export type Clock = () => number

export interface RememberedStart {
  digest: string
  /** The conversation as that start made it. */
  record: ConversationRecord
}

/** What one owner has. */
export interface OwnerState {
  ids: Set<string>
  /** External id to conversation id. */
  externalIds: Map<string, string>
  /** By operation key. */
  starts: LRUCache<string, RememberedStart>
}

/**
 * All that a memory store holds: the conversations in one bounded cache, and per owner what leads
 * to them, which the cache keeps true by its hooks, whichever way an entry leaves it.
 */
export interface MemoryState {
  entries: LRUCache<string, Entry>
  owners: Map<string, OwnerState>
  clock: Clock
  config: MemoryStoreConfig
}

/** How many starts of one owner are remembered at most; the oldest go first. */
const REMEMBERED_STARTS = 10_000

export function createMemoryState(config: MemoryStoreConfig, clock: Clock): MemoryState {
  const owners = new Map<string, OwnerState>()
  const entries = new LRUCache<string, Entry>({
    max: config.maxConversations,
    ttl: config.ttlSeconds * 1000,
    ttlResolution: 0,
    perf: { now: clock },
    noDisposeOnSet: true,
    dispose: ({ ownerKey, record }) => {
      const owner = owners.get(ownerKey)
      owner?.ids.delete(record.id)
      if (owner?.externalIds.get(record.externalId) === record.id) {
        owner.externalIds.delete(record.externalId)
      }
    },
  })
  return { entries, owners, clock, config }
}

export function ownerState({ owners, clock, config }: MemoryState, ownerKey: string): OwnerState {
  const known = owners.get(ownerKey)
  if (known !== undefined) return known
  const created: OwnerState = {
    ids: new Set(),
    externalIds: new Map(),
    starts: new LRUCache({
      max: REMEMBERED_STARTS,
      ttl: Math.min(config.ttlSeconds * 1000, REMEMBERED_START_MS),
      ttlResolution: 0,
      perf: { now: clock },
    }),
  }
  owners.set(ownerKey, created)
  return created
}

export function entryKey(ownerKey: string, id: string): string {
  return `${ownerKey}:${id}`
}
