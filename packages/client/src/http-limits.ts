/*
 * The server's bounds of one HTTP request. This is a copy, and a test compares it with the shared
 * package: importing that would bring zod into every front end.
 */

/** Max calls of one request. */
export const MAX_CALLS_PER_BATCH = 10
export const MAX_BODY_BYTES = 256 * 1024
