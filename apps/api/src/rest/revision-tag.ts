/**
 * A conversation's ETag is its revision, not a digest, because lastAccessedAt must not change it.
 */
export function revisionTag(revision: unknown): string {
  return `"${revision}"`
}

/**
 * The revision in If-Match; undefined if there is none. Weak tags are accepted, because compressing
 * proxies make ours weak.
 */
export function parseIfMatch(header: string): number | 'any' | undefined {
  const value = header.trim()
  if (value === '*') return 'any'
  const digits = /^(?:W\/)?"([1-9]\d{0,15})"$/.exec(value)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
