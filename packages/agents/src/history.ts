import type { Message } from '@threadkeep/shared'
import type { Turn } from './agent.ts'

export interface HistoryBudget {
  /** Most messages, the user's own among them. */
  messages: number
  /** Most characters (UTF-16 units) of all of them. */
  characters: number
}

/**
 * The newest messages that fit the budget, oldest first and whole. The user's own is the last, even
 * if it does not fit. Costs one page of the store.
 */
export async function readHistory<Item>(
  turn: Turn,
  budget: HistoryBudget,
  toItem: (message: Message) => Item,
  sizeOf: (item: Item) => number,
): Promise<Item[]> {
  const own = toItem(turn.message)
  const page = budget.messages > 1 ? await turn.history({ limit: budget.messages }) : []
  // Messages that an earlier attempt stored after the user's are not history.
  const earlier = page.filter(({ seq }) => seq < turn.message.seq).slice(1 - budget.messages)
  const kept: Item[] = []
  let left = budget.characters - sizeOf(own)
  for (const item of earlier.reverse().map(toItem)) {
    left -= sizeOf(item)
    if (left < 0) break
    kept.push(item)
  }
  return [...kept.reverse(), own]
}
