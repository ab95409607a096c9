/*
 * How long a change is remembered by its dedup key, so that a repeat is replayed and not applied.
 * The time protects this process's own retries: many changes may come between a lost reply and the
 * retry, and a count alone would forget the first.
 */

/** At least this many of the newest appends of a conversation, however old. */
export const DEDUP_MIN_APPENDS = 100
/** Every change is remembered at least this long, which is far more than the longest deadline. */
export const DEDUP_WINDOW_MS = 5 * 60_000
/** A start is remembered this long, or for the TTL if that is shorter. */
export const START_DEDUP_WINDOW_MS = 24 * 60 * 60_000

/** How long the keys of an expired conversation may stay in Redis, unreadable. */
export const MAX_EXPIRY_SLACK_MS = 60 * 60_000

/** A read moves `lastAccessedAt` only where it is at least this old. */
export const ACCESS_STEP_MS = 60_000
