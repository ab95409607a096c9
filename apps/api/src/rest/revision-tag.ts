/** A conversation's ETag is its revision. Not a digest: the time of access is no part of it. */
export function revisionTag(revision: unknown): string {
  return `"${revision}"`
}

/**
 * The revision that If-Match names; undefined where it names none. A weak tag is taken as well:
 * proxies that compress make one of ours, and it says the same revision.
 */
export function parseIfMatch(header: string): number | 'any' | undefined {
  const value = header.trim()
  if (value === '*') return 'any'
  const digits = /^(?:W\/)?"([1-9]\d{0,15})"$/.exec(value)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
