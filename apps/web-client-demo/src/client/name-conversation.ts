import type { Api, Conversation, Message } from '../api.ts'
import { reasonOf } from '../errors.ts'
import type { ConversationCache } from './conversation-cache.ts'
import { suggestTitle } from './suggest-title.ts'

/** Names a conversation after its first message, because a list of untitled ones is useless. */
export type NameConversation = (first: Message, conversation: Conversation) => void

export function createNaming(api: Api, cache: ConversationCache): NameConversation {
  /** A person who names it meanwhile wins; a reply that is stored meanwhile does not. */
  async function rename({ id, revision }: Conversation, title: string): Promise<Conversation> {
    try {
      const condition = { conversationId: id, expectedRevision: revision }
      return await api.conversation.rename.mutate({ ...condition, title })
    } catch (error) {
      if (reasonOf(error) !== 'REVISION_CONFLICT') throw error
      const current = await api.conversation.get.query({ conversationId: id })
      return current.title === null ? rename(current, title) : current
    }
  }

  return ({ content }, conversation) => {
    const title = conversation.title === null ? suggestTitle(content) : undefined
    if (title === undefined) return
    const { id } = conversation
    // Shown at once, so that a user who renames it sees the title that they replace.
    cache.suggestTitle(id, title)
    rename(conversation, title)
      .catch(() => api.conversation.get.query({ conversationId: id }))
      .then(
        (named) => {
          cache.suggestTitle(id, undefined)
          cache.put(named)
        },
        () => cache.suggestTitle(id, undefined),
      )
  }
}
