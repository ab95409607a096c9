import { LRUCache } from 'lru-cache'
import type { MemoryStoreConfig } from '../config.ts'
import { DEDUP_WINDOW_MS, START_DEDUP_WINDOW_MS } from '../rules/retention.ts'
import { DELETIONS_KEPT_MS } from '../rules/run-times.ts'
import type { Entry } from './entry.ts'
import { createNotices, type Notices } from './notices.ts'

/** Milliseconds since 1970. */
export type Clock = () => number

/** What a replay of a start needs besides the payload. */
export interface RememberedStart {
  fingerprint: string
  id: string
  at: number
}

/** One owner's state. It exists only while the owner has conversations. */
export interface OwnerState {
  ids: Set<string>
  /** External id to conversation id. */
  externalIds: Map<string, string>
}

/**
 * The state of a memory store: the conversations in one bounded cache, and per owner the maps that
 * lead to them. The cache's hooks keep these maps correct however an entry is removed.
 */
export interface MemoryState {
  entries: LRUCache<string, Entry>
  owners: Map<string, OwnerState>
  /** By owner and dedup key. */
  startDedup: LRUCache<string, RememberedStart>
  /** Updates and deletes, by owner and dedup key. */
  changeDedup: LRUCache<string, true>
  /** By owner: ids of conversations that were deleted lately, with the time. */
  deletions: LRUCache<string, Map<string, number>>
  notices: Notices
  clock: Clock
  config: MemoryStoreConfig
}

export function createMemoryState(config: MemoryStoreConfig, clock: Clock): MemoryState {
  const owners = new Map<string, OwnerState>()
  const ttl = config.ttlSeconds * 1000
  const common = { max: config.maxConversations, ttlResolution: 0, perf: { now: clock } }
  const entries = new LRUCache<string, Entry>({
    ...common,
    ttl,
    noDisposeOnSet: true,
    dispose: ({ ownerKey, record }) => {
      const owner = owners.get(ownerKey)
      owner?.ids.delete(record.id)
      if (owner?.externalIds.get(record.externalId) === record.id) {
        owner.externalIds.delete(record.externalId)
      }
      if (owner?.ids.size === 0) owners.delete(ownerKey)
    },
  })
  const startDedup = new LRUCache<string, RememberedStart>({
    ...common,
    ttl: Math.min(ttl, START_DEDUP_WINDOW_MS),
  })
  const changeDedup = new LRUCache<string, true>({ ...common, ttl: Math.min(ttl, DEDUP_WINDOW_MS) })
  const deletions = new LRUCache<string, Map<string, number>>({ ...common, ttl: DELETIONS_KEPT_MS })
  return {
    deletions,
    notices: createNotices(),
    entries,
    owners,
    startDedup,
    changeDedup,
    clock,
    config,
  }
}

export function ownerState({ owners }: MemoryState, ownerKey: string): OwnerState {
  const known = owners.get(ownerKey)
  if (known !== undefined) return known
  const created: OwnerState = { ids: new Set(), externalIds: new Map() }
  owners.set(ownerKey, created)
  return created
}

/** A key of one owner in a map of all. */
export function scopedKey(ownerKey: string, key: string): string {
  return `${ownerKey}:${key}`
}
