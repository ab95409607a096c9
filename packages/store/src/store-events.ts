import type { ErrorReason } from '@threadkeep/shared'

/**
 * What a store tells whoever watches it, for logs and metrics. Errors arrive as names and codes:
 * the errors of a Redis client carry passwords and message texts in their fields.
 */
export type StoreEvent =
  | { type: 'operation'; operation: string; outcome: 'ok' | 'replayed' | ErrorReason; ms: number }
  | { type: 'connection'; state: 'ready' | 'lost' }
  | { type: 'connection-error'; error: string; code: string }
  | { type: 'index-repaired'; conversations: number }
  /** At most once a minute for each owner, who is told by a hash. */
  | { type: 'unreadable'; owner: string; conversations: number }
  | { type: 'warning'; message: string }

export type StoreObserver = (event: StoreEvent) => void
