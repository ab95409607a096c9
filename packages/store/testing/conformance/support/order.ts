import type { Conversation } from '@threadkeep/shared'

export type Position = Pick<Conversation, 'id' | 'updatedAt'>

/** The order of every list: by updatedAt descending, ties by id descending. */
export function newestFirst(a: Position, b: Position): number {
  return compare(b.updatedAt, a.updatedAt) || compare(b.id, a.id)
}

export function inOrder<Item extends Position>(items: readonly Item[]): Item[] {
  return [...items].sort(newestFirst)
}

/** As a set: sorted, so that two can be compared. */
export function ids(items: readonly Pick<Conversation, 'id'>[]): string[] {
  return items.map((item) => item.id).sort()
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
