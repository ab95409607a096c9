/**
 * Removals of messages that watchers may have seen, oldest first. Each has the revision that it
 * gave the conversation.
 */
export interface Removals {
  /** Removals up to this revision are forgotten. */
  forgotten: number
  entries: Removal[]
}

export type Removal = {
  revision: number
  /** `truncated`: every message after this seq; `redacted`: the content of this message. */
  type: 'truncated' | 'redacted'
  seq: number
}

export const NO_REMOVALS: Removals = { forgotten: 0, entries: [] }

const MAX_REMOVALS = 32
const ENTRY = / (\d+)([rt])(\d+)/g

/** The text that lib/removals.lua describes. */
export function decodeRemovals(text: string): Removals {
  const entries = [...text.matchAll(ENTRY)].map(([, revision, kind, seq]): Removal => {
    const type = kind === 't' ? 'truncated' : 'redacted'
    return { revision: Number(revision), type, seq: Number(seq) }
  })
  return { forgotten: Number.parseInt(text, 10) || 0, entries }
}

/** The same as add_removal in lib/removals.lua. */
export function addRemoval({ forgotten, entries }: Removals, removal: Removal): Removals {
  const isBehind = ({ type, seq }: Removal) =>
    seq > removal.seq || (type === 'truncated' && seq === removal.seq)
  const kept = removal.type === 'truncated' ? entries.filter((entry) => !isBehind(entry)) : entries
  const all = [...kept, removal]
  const [oldest] = all
  if (all.length <= MAX_REMOVALS || oldest === undefined) return { forgotten, entries: all }
  return { forgotten: oldest.revision, entries: all.slice(1) }
}
