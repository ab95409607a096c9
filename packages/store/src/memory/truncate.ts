import { decodeMessages } from '../codec/messages.ts'
import { addRemoval } from '../codec/removals.ts'
import { MessageNotFoundError } from '../errors.ts'
import type { Entry } from './entry.ts'

/**
 * Removes every message behind `afterSeq`, for a change that sets the revision after the entry's.
 * The appends that stored them stay remembered, so that a repeat of one is not applied again.
 */
export function truncate(entry: Entry, afterSeq: number): void {
  const { record } = entry
  if (afterSeq >= record.messageCount) return
  const removal = { revision: record.revision + 1, type: 'truncated', seq: afterSeq } as const
  entry.removals = addRemoval(entry.removals, removal)
  entry.messages.length = afterSeq
  for (const append of entry.appends.values()) {
    // One that is cut in its middle is not there any more either.
    if (append.lastSeq > afterSeq) append.isRemoved = true
  }
  if (entry.run !== undefined && entry.run.seq > afterSeq) {
    entry.run = undefined
    entry.pieces = []
  }
  entry.record = { ...record, messageCount: afterSeq }
}

/** Removes a message of the user and all behind it. */
export function truncateBefore(entry: Entry, seq: number): void {
  const [message] = decodeMessages(entry.messages.slice(seq - 1, seq), 0)
  if (message?.role !== 'user') throw new MessageNotFoundError()
  truncate(entry, seq - 1)
}
