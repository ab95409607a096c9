import type {
  AgentInputItem,
  SessionHistoryTransactionArgs,
  SessionHistoryTransactionAwareSession,
} from '@openai/agents'
import { isStoreError, type OwnerConversations } from '@threadkeep/store'
import {
  newestMessages,
  openSession,
  type SessionConversation,
  type SessionOptions,
} from '@threadkeep/store/adapters'
import { applyTransaction } from './history-transaction.ts'
import { fromStoredMessage, toNewMessage } from './item-content.ts'

export type ThreadkeepSessionOptions = SessionOptions

/**
 * A session that is one conversation of one owner. Each change is one atomic step. Rejects with the
 * store's own errors, and with UserError where the contract of history transactions asks for it.
 */
export class ThreadkeepSession implements SessionHistoryTransactionAwareSession {
  readonly #id: string
  readonly #conversations: OwnerConversations
  readonly #session: SessionConversation

  constructor(options: ThreadkeepSessionOptions) {
    this.#id = options.sessionId ?? options.conversationId
    this.#conversations = options.conversations
    this.#session = openSession(options)
  }

  async getSessionId(): Promise<string> {
    return this.#id
  }

  /** The newest `limit` items, or all of them, oldest first. */
  async getItems(limit?: number): Promise<AgentInputItem[]> {
    if (limit !== undefined && limit <= 0) return []
    const messages = await this.#session.withConversation((id) =>
      newestMessages(this.#conversations, id, limit),
    )
    return (messages ?? []).map(fromStoredMessage)
  }

  /** One atomic append: all of them or none. */
  async addItems(items: AgentInputItem[]): Promise<void> {
    if (items.length === 0) return
    await this.#session.append({ messages: items.map(toNewMessage) })
  }

  /** Concurrent calls get different items. */
  async popItem(): Promise<AgentInputItem | undefined> {
    return this.#session.withConversation(async (id) => {
      let popped: { item: AgentInputItem | undefined } | undefined
      while (popped === undefined) popped = await this.#tryPop(id)
      return popped.item
    })
  }

  /** The conversation stays, without an item. */
  async clearSession(): Promise<void> {
    await this.#session.withConversation((id) => this.#conversations.truncate(id, { afterSeq: 0 }))
  }

  /**
   * An atomic change that is applied once, however often it is repeated. Rejects with UserError where
   * the operation was another one before, or where the history does not end with the suffix.
   */
  async applyHistoryTransaction(args: SessionHistoryTransactionArgs): Promise<void> {
    await applyTransaction(this.#conversations, this.#session, args)
  }

  /** Undefined if another client changed the conversation meanwhile. */
  async #tryPop(id: string): Promise<{ item: AgentInputItem | undefined } | undefined> {
    const { revision, messageCount } = await this.#conversations.get(id)
    if (messageCount === 0) return { item: undefined }
    const { items } = await this.#conversations.messages(id, { limit: 1 })
    const [newest] = items
    if (newest?.seq !== messageCount) return undefined
    const item = fromStoredMessage(newest)
    try {
      const afterSeq = messageCount - 1
      await this.#conversations.truncate(id, { afterSeq, expectedRevision: revision })
      return { item }
    } catch (error) {
      if (isStoreError(error) && error.reason === 'REVISION_CONFLICT') return undefined
      throw error
    }
  }
}
