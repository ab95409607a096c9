/**
 * The record of an archived conversation that comes back at this time: it lives for one more ttl, though
 * its times stay, until its next change gives it the usual one. Undefined where it cannot be read.
 */
export function restoredRecord(record: string, now: number, ttlMs: number): string | undefined {
  const columns = /^((?:2,)?)\d{13}(,"\w+",\d+,\d+,)(\d{13})(,\d{13},\d+,)\d+(,"[\s\S]*)$/.exec(
    record,
  )
  if (columns === null) return undefined
  const [, layout, counts, updated, times, rest] = columns
  return `${layout}${now}${counts}${updated}${times}${now - Number(updated) + ttlMs}${rest}`
}
