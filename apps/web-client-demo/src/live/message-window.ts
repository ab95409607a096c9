import type { ConversationState } from '@threadkeep/client'

/** Most messages held of a conversation: bounds the memory of a page, whatever was scrolled through. */
export const MAX_WINDOW = 400

/** What is too much is dropped at the end at which nothing was added. */
export function withinWindow(before: ConversationState, after: ConversationState) {
  const { messages } = after
  if (messages.length <= MAX_WINDOW) return after
  const hasOlder = (messages[0]?.seq ?? 0) < (before.messages[0]?.seq ?? 0)
  const kept = hasOlder ? messages.slice(0, MAX_WINDOW) : messages.slice(-MAX_WINDOW)
  return { ...after, messages: kept }
}
