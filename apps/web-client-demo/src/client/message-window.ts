import type { Message } from '../api.ts'

/**
 * The part of a conversation that the page holds: neighbouring messages, oldest first. Seqs have no
 * gaps, so the first and the last one say what is missing on either side.
 */
export interface MessageWindow {
  readonly items: readonly Message[]
}

/** Bounds the memory of a page, whatever was scrolled through. */
export const MAX_WINDOW = 400

export function firstSeq({ items }: MessageWindow): number {
  return items[0]?.seq ?? 1
}

export function lastSeq({ items }: MessageWindow): number {
  return items.at(-1)?.seq ?? 0
}

/** Older messages in front; what is then too much is dropped at the other end. */
export function withOlder(window: MessageWindow, older: readonly Message[]): MessageWindow {
  const added = older.filter(({ seq }) => seq < firstSeq(window))
  if (added.at(-1)?.seq !== firstSeq(window) - 1) return window
  return { items: [...added, ...window.items].slice(0, MAX_WINDOW) }
}

/** Newer messages behind; undefined when messages in between are not known. */
export function withNewer(
  window: MessageWindow,
  newer: readonly Message[],
): MessageWindow | undefined {
  const added = newer.filter(({ seq }) => seq > lastSeq(window))
  if (added.length === 0) return window
  if (added[0]?.seq !== lastSeq(window) + 1) return undefined
  return { items: [...window.items, ...added].slice(-MAX_WINDOW) }
}
