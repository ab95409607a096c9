import type { Message, SentContent } from '../api.ts'

/**
 * The seqs of the cards that were answered: what is submitted belongs to the newest card before it.
 * Messages carry no reference to a card, so this is the order that the user saw.
 */
export function answeredCards(
  messages: readonly Message[],
  unsent: readonly SentContent[],
): ReadonlySet<number> {
  const answered = new Set<number>()
  let newestCard: number | undefined
  for (const { seq, content } of messages) {
    if (content.type === 'card') newestCard = seq
    if (content.type === 'cardAction' && newestCard !== undefined) answered.add(newestCard)
  }
  const isAnswering = unsent.some(({ type }) => type === 'cardAction')
  if (isAnswering && newestCard !== undefined) answered.add(newestCard)
  return answered
}
