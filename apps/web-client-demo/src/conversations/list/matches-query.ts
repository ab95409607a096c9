import type { Conversation } from '../../api.ts'
import { titleOf } from '../title-of.ts'

/** Whether every word is in the title or in the last message, in upper or lower case. */
export function matchesQuery(conversation: Conversation, query: string): boolean {
  const text = `${titleOf(conversation)} ${conversation.lastMessagePreview ?? ''}`.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
