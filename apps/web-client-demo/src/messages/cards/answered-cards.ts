import type { Row } from '../list/rows.ts'

/**
 * The seqs of the cards that were submitted. A submission belongs to the newest card before it.
 * Messages carry no reference to a card, so this is the order that the user saw.
 */
export function answeredCards(rows: readonly Row[]): ReadonlySet<number> {
  const answered = new Set<number>()
  let newestCard: number | undefined
  for (const row of rows) {
    const content =
      row.type === 'message'
        ? row.message.content
        : row.type === 'unsent'
          ? row.item.input.content
          : undefined
    if (row.type === 'message' && content?.type === 'card') newestCard = row.message.seq
    if (content?.type === 'cardAction' && newestCard !== undefined) answered.add(newestCard)
  }
  return answered
}
