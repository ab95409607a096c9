import { addRemoval } from '../codec/removals.ts'
import { DEDUP_WINDOW_MS } from '../rules/retention.ts'
import type { Entry } from './entry.ts'

/**
 * Removes every message after `afterSeq`, for a change that sets the revision after the entry's.
 * The appends that stored them stay remembered, so that a repeat is not applied again.
 */
export function truncate(entry: Entry, afterSeq: number): void {
  const { record } = entry
  for (const [key, { at }] of entry.regenerations) {
    if (at < record.updatedAt - DEDUP_WINDOW_MS) entry.regenerations.delete(key)
  }
  if (afterSeq >= record.messageCount) return
  const removal = { revision: record.revision + 1, type: 'truncated', seq: afterSeq } as const
  entry.removals = addRemoval(entry.removals, removal)
  entry.messages.length = afterSeq
  for (const append of entry.appends.values()) {
    // An append that is cut in its middle counts as removed.
    if (append.lastSeq > afterSeq) append.isRemoved = true
  }
  for (const regeneration of entry.regenerations.values()) {
    if (regeneration.seq > afterSeq) regeneration.isRemoved = true
  }
  if (entry.run !== undefined && entry.run.seq > afterSeq) {
    entry.run = undefined
    entry.pieces = []
  }
  entry.record = { ...record, messageCount: afterSeq }
}
