import type { ErrorReason } from '@threadkeep/shared'

/**
 * Events of a store, for logs and metrics. Errors arrive as names and codes, because the fields of
 * a Redis client's errors hold passwords and message texts.
 */
export type StoreEvent =
  | { type: 'operation'; operation: string; outcome: 'ok' | 'replayed' | ErrorReason; ms: number }
  | { type: 'connection'; state: 'ready' | 'lost' }
  | { type: 'connection-error'; error: string; code: string }
  | { type: 'index-repaired'; conversations: number }
  /** At most once a minute for each owner, who is identified by a hash. */
  | { type: 'unreadable'; owner: string; conversations: number }
  /** Why calls fail, for longer than a deadline already; every ten seconds for each reason. */
  | { type: 'outage'; reason: string }
  | { type: 'warning'; message: string }

export type StoreObserver = (event: StoreEvent) => void
