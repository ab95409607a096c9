/* Bounds of one HTTP request. */

/** Max calls of one tRPC request. */
export const MAX_CALLS_PER_BATCH = 10
export const MAX_BODY_BYTES = 256 * 1024
