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

/**
 * Whether If-None-Match names the tag (RFC 9110, section 13.1.2), also beside the
 * `cache-control: no-cache` that browsers' fetch sends with it.
 */
export function namesTag(header: string | undefined, tag: string): boolean {
  const tags = header?.split(',').map((each) => each.trim().replace(/^W\//, '')) ?? []
  return tags.includes('*') || tags.includes(tag)
}
