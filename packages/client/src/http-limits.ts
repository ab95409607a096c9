/*
 * The server's bounds of one HTTP request. Written down here a second time, held equal by a test:
 * the shared package would bring zod into every front end.
 */

/** Calls that one request may hold. */
export const MAX_CALLS_PER_BATCH = 10
export const MAX_BODY_BYTES = 256 * 1024
