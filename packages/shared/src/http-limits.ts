/*
 * Bounds of one HTTP request. They are not in limits.ts, because its schemas would bring zod into
 * every page.
 */

/** Max calls of one tRPC request. */
export const MAX_CALLS_PER_BATCH = 10
export const MAX_BODY_BYTES = 256 * 1024
