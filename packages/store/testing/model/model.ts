import type { Conversation, Message, Owner, Status } from '@threadkeep/shared'
import type {
  AppendInput,
  AppendResult,
  ChangeOptions,
  EraseResult,
  MessagesOptions,
  StartInput,
  StartResult,
  UpdateFields,
} from '../../src/conversation-store.ts'
import * as errors from '../../src/errors.ts'
import type { WholeConversation } from '../conformance/support/all-pages.ts'
import { newestFirst } from '../conformance/support/order.ts'
import type { StoreSettings } from '../conformance/support/target.ts'
import {
  assertRevision,
  change,
  createIdCheck,
  type Entry,
  findRemembered,
  type Remembered,
  startedConversation,
  throughJson,
  touch,
} from './entry.ts'
import { type ListQuery, pageOfConversations, pageOfMessages } from './pages.ts'

export type OwnerModel = ReturnType<typeof createOwnerModel>

/**
 * The model of a store, as simple as possible: one owner, one call at a time, nothing expires. Ids and
 * times are the store's choice, so every method takes the result that was `seen` and adopts them from
 * it if they are allowed; otherwise it returns what it expected.
 */
export function createOwnerModel(owner: Owner, { limits, ttlSeconds }: StoreSettings) {
  const entries = new Map<string, Entry>()
  const starts: Remembered<StartResult> = new Map()
  const externalIds = new Map<string, string>()
  const newId = createIdCheck()

  return {
    /** The conversations that there are. */
    ids: (): string[] => [...entries.keys()],

    revisionOf: (id: string): number => entries.get(id)?.conversation.revision ?? 1,

    start({ idempotencyKey, ...input }: StartInput, seen: StartResult | undefined): StartResult {
      const fields = {
        title: input.title ?? null,
        metadata: throughJson(input.metadata ?? {}),
        externalId: input.externalId ?? null,
        sdkConversationRef: input.sdkConversationRef ?? null,
      }
      const remembered = findRemembered(starts, idempotencyKey, fields)
      if (remembered !== undefined) {
        find(remembered.conversation.id)
        return { ...remembered, replayed: true }
      }
      if (entries.size >= limits.conversationsPerUser) throw new errors.TooManyConversationsError()
      const id = newId(seen?.conversation.id)
      const at = seen?.conversation.createdAt ?? '(a time)'
      const conversation = startedConversation(owner, id, fields, { at, ttlSeconds })
      const result = { conversation, replayed: false, greeting: null }
      entries.set(id, { conversation, messages: [], appends: new Map() })
      if (fields.externalId !== null) externalIds.set(fields.externalId, id)
      if (idempotencyKey !== undefined) starts.set(idempotencyKey, { payload: fields, result })
      return result
    },

    get(id: string, seen: Conversation | undefined): Conversation {
      return touch(find(id), seen)
    },

    append(id: string, input: AppendInput, seen: AppendResult | undefined): AppendResult {
      const entry = find(id)
      const before = entry.conversation
      const { idempotencyKey } = input
      const payload = throughJson(input.messages)
      const remembered = findRemembered(entry.appends, idempotencyKey, payload)
      if (remembered !== undefined) return replayOf(entry, remembered, seen)
      assertRevision(before, input)
      if (before.status !== 'active') throw new errors.ConversationNotActiveError(before.status)
      const messageCount = before.messageCount + payload.length
      if (messageCount > limits.messagesPerConversation) throw new errors.ConversationFullError()
      const lastMessagePreview = seen?.conversation.lastMessagePreview ?? null
      const fields = { messageCount, lastMessagePreview }
      const conversation = change(entry, fields, { seen: seen?.conversation, ttlSeconds })
      const messages: Message[] = payload.map(({ role, content, metadata }, index) => ({
        id: newId(seen?.messages[index]?.id),
        seq: before.messageCount + 1 + index,
        role,
        content,
        ...(metadata !== undefined && { metadata }),
        createdAt: conversation.updatedAt,
      }))
      entry.messages.push(...messages)
      const result = { conversation, messages, replayed: false }
      if (idempotencyKey !== undefined) {
        entry.appends.set(idempotencyKey, { payload, result: messages })
      }
      return result
    },

    getAppendResult(
      id: string,
      idempotencyKey: string,
      seen: AppendResult | null | undefined,
    ): AppendResult | null {
      const entry = find(id)
      const remembered = entry.appends.get(idempotencyKey)
      return remembered === undefined ? null : replayOf(entry, remembered.result, seen)
    },

    messages: (id: string, options: MessagesOptions) => pageOfMessages(find(id).messages, options),

    list(query: ListQuery, seen: Conversation[] = []) {
      const { items, hasMore } = pageOfConversations([...entries.values()], query)
      return { items: items.map(({ id }) => asSeen(id, seen)), hasMore }
    },

    update(
      id: string,
      input: UpdateFields & { status?: Status },
      options: ChangeOptions,
      seen: Conversation | undefined,
    ): Conversation {
      const entry = find(id)
      const before = entry.conversation
      assertRevision(before, options)
      const fields: Partial<Conversation> = JSON.parse(JSON.stringify(input))
      const after: Conversation = { ...before, ...fields }
      const { externalId } = fields
      const regains = typeof externalId === 'string' && externalIds.get(externalId) !== id
      if (JSON.stringify(after) === JSON.stringify(before) && !regains) return touch(entry, seen)
      if (after.externalId !== before.externalId || regains) {
        release(before)
        if (after.externalId !== null) externalIds.set(after.externalId, id)
      }
      return change(entry, fields, { seen, ttlSeconds })
    },

    findByExternalId(externalId: string, seen: Conversation | undefined): Conversation {
      return touch(find(externalIds.get(externalId) ?? ''), seen)
    },

    delete(id: string): undefined {
      release(find(id).conversation)
      entries.delete(id)
    },

    erase(): EraseResult {
      const erased = [...entries.values()]
      for (const kept of [entries, starts, externalIds]) kept.clear()
      return {
        conversations: erased.length,
        messages: erased.reduce((sum, { messages }) => sum + messages.length, 0),
      }
    },

    export(seen: WholeConversation[] = []): WholeConversation[] {
      const listed = seen.map(({ conversation }) => conversation)
      return [...entries.values()]
        .map(({ conversation }) => conversation)
        .sort(newestFirst)
        .map(({ id }) => ({ conversation: asSeen(id, listed), messages: find(id).messages }))
    },
  }

  function find(id: string): Entry {
    const entry = entries.get(id)
    if (entry === undefined) throw new errors.ConversationNotFoundError()
    return entry
  }

  /** What was stored, and the conversation as it is now. */
  function replayOf(
    entry: Entry,
    messages: Message[],
    seen: AppendResult | null | undefined,
  ): AppendResult {
    return { conversation: touch(entry, seen?.conversation), messages, replayed: true }
  }

  /** Among the conversations of a page. */
  function asSeen(id: string, page: Conversation[]): Conversation {
    return touch(
      find(id),
      page.find((item) => item.id === id),
    )
  }

  /** The external id is looked up no longer, if it still led here; it does not pass to another. */
  function release({ id, externalId }: Conversation): void {
    if (externalId !== null && externalIds.get(externalId) === id) externalIds.delete(externalId)
  }
}
