import { BaseListChatMessageHistory } from '@langchain/core/chat_history'
import type { BaseMessage } from '@langchain/core/messages'
import type { OwnerConversations } from '@threadkeep/store'
import {
  newestMessages,
  openSession,
  type SessionConversation,
  type SessionOptions,
} from '@threadkeep/store/adapters'
import { fromStoredMessage, toNewMessage } from './message-content.ts'

export type ThreadkeepChatMessageHistoryOptions = SessionOptions

/**
 * A chat message history that is one conversation of one owner. What goes in comes back equal, class
 * and content blocks included. Rejects with the store's own errors.
 */
export class ThreadkeepChatMessageHistory extends BaseListChatMessageHistory {
  override lc_namespace = ['threadkeep', 'chat_history']
  readonly #conversations: OwnerConversations
  readonly #session: SessionConversation

  constructor(options: ThreadkeepChatMessageHistoryOptions) {
    // Without the options: what a Serializable is given goes into traces.
    super()
    this.#conversations = options.conversations
    this.#session = openSession(options)
  }

  /** All of them, oldest first, read in pages. */
  override async getMessages(): Promise<BaseMessage[]> {
    const messages = await this.#session.withConversation((id) =>
      newestMessages(this.#conversations, id),
    )
    return (messages ?? []).map(fromStoredMessage)
  }

  override addMessage(message: BaseMessage): Promise<void> {
    return this.addMessages([message])
  }

  /** One atomic append: all of them or none. */
  override async addMessages(messages: BaseMessage[]): Promise<void> {
    if (messages.length === 0) return
    await this.#session.append({ messages: messages.map(toNewMessage) })
  }

  /** The conversation stays, without a message. */
  override async clear(): Promise<void> {
    await this.#session.withConversation((id) => this.#conversations.truncate(id, { afterSeq: 0 }))
  }
}
