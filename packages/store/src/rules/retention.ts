/*
 * How long a change is remembered by its dedup key, so that a repeat is answered and not
 * applied. The time is what protects this process's own retries: many changes may pass between a
 * lost reply and the repeat, and a count alone would forget the first by then.
 */

/** At least the newest appends of a conversation, however old. */
export const DEDUP_MIN_APPENDS = 100
/** Every change, at least this long; far more than the longest deadline of one operation. */
export const DEDUP_WINDOW_MS = 5 * 60_000
/** A start, where the TTL is not shorter. */
export const START_DEDUP_WINDOW_MS = 24 * 60 * 60_000

/** How long the keys of a conversation that has expired may stay, unreadable, in Redis. */
export const MAX_EXPIRY_SLACK_MS = 60 * 60_000
