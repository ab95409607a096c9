/* Bounds of one HTTP request. Apart from the limits, whose schemas would bring zod into a page. */

/** Calls that one request may hold, by tRPC. */
export const MAX_CALLS_PER_BATCH = 10
export const MAX_BODY_BYTES = 256 * 1024
