/* How often a run's pieces are written, in milliseconds. */

/** Limits a run to twenty writes a second. */
export const WRITE_EVERY_MS = 50
/**
 * At least so often while the agent says nothing: the lease is renewed, and a stop is learned of, which
 * promises to take less than a second.
 */
export const RENEW_EVERY_MS = 500
/** A reply that comes whole at once is stored at its end alone. */
export const FIRST_WRITE_AFTER_MS = 3
/** Between attempts to write during an outage. */
export const RETRY_MS = 250
/** Max pieces of one write. */
export const MAX_PIECES = 200
