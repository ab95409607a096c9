import { isDeepStrictEqual } from 'node:util'
import type { Conversation, Message, Owner, Status } from '@threadkeep/shared'
import type {
  AppendInput,
  AppendResult,
  ChangeOptions,
  EraseResult,
  ExportedConversation,
  MessagesOptions,
  StartInput,
  StartResult,
  UpdateFields,
} from '../../conversation-store.ts'
import * as errors from '../../errors.ts'
import type { StoreSettings } from '../conformance/target.ts'

interface Remembered<Result> {
  payload: unknown
  result: Result
}

interface Entry {
  conversation: Conversation
  messages: Message[]
  appends: Map<string, Remembered<AppendResult>>
}

export interface ListQuery {
  status: Status | undefined
  limit: number
  after: Pick<Conversation, 'id' | 'updatedAt'> | undefined
}

/**
 * What a store must answer, as plainly as it can be said: one owner, one call at a time, nothing
 * expires. Ids and times are the store's choice, so every method takes the answer that was `seen`
 * and adopts them from it where they are allowed; where they are not, it says what it expected.
 */
export class OwnerModel {
  readonly #owner: Owner
  readonly #settings: StoreSettings
  readonly #entries = new Map<string, Entry>()
  readonly #starts = new Map<string, Remembered<StartResult>>()
  readonly #externalIds = new Map<string, string>()
  /** Every id that was ever given out. */
  readonly #given = new Set<string>()

  constructor(owner: Owner, settings: StoreSettings) {
    this.#owner = owner
    this.#settings = settings
  }

  get ids(): string[] {
    return [...this.#entries.keys()]
  }

  revisionOf(id: string): number {
    return this.#entries.get(id)?.conversation.revision ?? 1
  }

  start({ idempotencyKey, ...given }: StartInput, seen: StartResult | undefined): StartResult {
    const fields = {
      title: given.title ?? null,
      metadata: throughJson(given.metadata ?? {}),
      externalId: given.externalId ?? null,
      sdkConversationRef: given.sdkConversationRef ?? null,
    }
    const remembered = recall(this.#starts, idempotencyKey, fields)
    if (remembered !== undefined) return { ...remembered, replayed: true }
    if (this.#entries.size >= this.#settings.limits.conversationsPerUser) {
      throw new errors.TooManyConversationsError()
    }
    const at = seen?.conversation.createdAt ?? '(a time)'
    const conversation: Conversation = {
      id: this.#newId(seen?.conversation.id),
      ...this.#owner,
      status: 'active',
      ...fields,
      messageCount: 0,
      lastMessagePreview: null,
      revision: 1,
      createdAt: at,
      updatedAt: at,
      lastAccessedAt: at,
      expiresAt: this.#expiry(at),
    }
    const { id } = conversation
    this.#entries.set(id, { conversation, messages: [], appends: new Map() })
    if (fields.externalId !== null) this.#externalIds.set(fields.externalId, id)
    return remember(this.#starts, idempotencyKey, fields, { conversation, replayed: false })
  }

  get(id: string, seen: Conversation | undefined): Conversation {
    return touched(this.#find(id), seen)
  }

  append(id: string, input: AppendInput, seen: AppendResult | undefined): AppendResult {
    const entry = this.#find(id)
    const { conversation, appends } = entry
    const given = throughJson(input.messages)
    const remembered = recall(appends, input.idempotencyKey, given)
    if (remembered !== undefined) return { ...remembered, replayed: true }
    refuseRevision(conversation, input)
    if (conversation.status !== 'active') {
      throw new errors.ConversationNotActiveError(conversation.status)
    }
    const messageCount = conversation.messageCount + given.length
    if (messageCount > this.#settings.limits.messagesPerConversation) {
      throw new errors.ConversationFullError()
    }
    const lastMessagePreview = seen?.conversation.lastMessagePreview ?? null
    const fields = { messageCount, lastMessagePreview }
    this.#change(entry, fields, seen?.conversation)
    const messages = given.map((message, index) => ({
      id: this.#newId(seen?.messages[index]?.id),
      seq: conversation.messageCount + 1 + index,
      ...message,
      createdAt: entry.conversation.updatedAt,
    }))
    entry.messages.push(...messages)
    return remember(appends, input.idempotencyKey, given, {
      conversation: entry.conversation,
      messages,
      replayed: false,
    })
  }

  recall(id: string, idempotencyKey: string): AppendResult | null {
    const remembered = this.#find(id).appends.get(idempotencyKey)
    return remembered === undefined ? null : { ...remembered.result, replayed: true }
  }

  messages(id: string, { limit = 50, afterSeq, beforeSeq = Infinity }: MessagesOptions) {
    const { messages } = this.#find(id)
    if (afterSeq !== undefined) {
      const newer = messages.filter(({ seq }) => seq > afterSeq)
      return { items: newer.slice(0, limit), hasMore: newer.length > limit }
    }
    const older = messages.filter(({ seq }) => seq < beforeSeq)
    return { items: older.slice(-limit), hasMore: older.length > limit }
  }

  list({ status, limit, after }: ListQuery, seen: Conversation[] = []) {
    const matching = [...this.#entries.values()]
      .map(({ conversation }) => conversation)
      .filter((conversation) => status === undefined || conversation.status === status)
      .filter((conversation) => after === undefined || newestFirst(after, conversation) < 0)
      .sort(newestFirst)
    const items = matching.slice(0, limit).map(({ id }) =>
      touched(
        this.#find(id),
        seen.find((item) => item.id === id),
      ),
    )
    return { items, hasMore: matching.length > limit }
  }

  update(
    id: string,
    given: UpdateFields & { status?: Status },
    options: ChangeOptions,
    seen: Conversation | undefined,
  ): Conversation {
    const entry = this.#find(id)
    const { conversation } = entry
    refuseRevision(conversation, options)
    const fields: Partial<Conversation> = JSON.parse(JSON.stringify(given))
    const next: Conversation = { ...conversation, ...fields }
    if (JSON.stringify(next) === JSON.stringify(conversation)) return touched(entry, seen)
    const { externalId } = conversation
    if (next.externalId !== externalId) {
      this.#release(id, externalId)
      if (next.externalId !== null) this.#externalIds.set(next.externalId, id)
    }
    return this.#change(entry, fields, seen)
  }

  findByExternalId(externalId: string, seen: Conversation | undefined): Conversation {
    return this.get(this.#externalIds.get(externalId) ?? '', seen)
  }

  delete(id: string): undefined {
    this.#release(id, this.#find(id).conversation.externalId)
    this.#entries.delete(id)
  }

  erase(): EraseResult {
    const conversations = this.#entries.size
    const messages = [...this.#entries.values()].reduce(
      (sum, { messages }) => sum + messages.length,
      0,
    )
    for (const kept of [this.#entries, this.#starts, this.#externalIds]) kept.clear()
    return { conversations, messages }
  }

  export(seen: ExportedConversation[] = []): ExportedConversation[] {
    const listed = seen.map(({ conversation }) => conversation)
    const { items } = this.list({ status: undefined, limit: Infinity, after: undefined }, listed)
    return items.map((conversation) => ({
      conversation,
      messages: this.#find(conversation.id).messages,
    }))
  }

  #find(id: string): Entry {
    const entry = this.#entries.get(id)
    if (entry === undefined) throw new errors.ConversationNotFoundError()
    return entry
  }

  #change(entry: Entry, fields: Partial<Conversation>, seen: Conversation | undefined) {
    const before = entry.conversation
    const at = later(seen?.updatedAt, before.updatedAt) ?? `(a time after ${before.updatedAt})`
    entry.conversation = {
      ...before,
      ...fields,
      revision: before.revision + 1,
      updatedAt: at,
      lastAccessedAt: at,
      expiresAt: this.#expiry(at),
    }
    return entry.conversation
  }

  /** The id is looked up no longer, if it still led here; it does not pass to another. */
  #release(id: string, externalId: string | null): void {
    if (externalId !== null && this.#externalIds.get(externalId) === id) {
      this.#externalIds.delete(externalId)
    }
  }

  #newId(seen: string | undefined): string {
    if (seen === undefined || this.#given.has(seen)) return '(a new id)'
    this.#given.add(seen)
    return seen
  }

  #expiry(at: string): string {
    const time = Date.parse(at) + this.#settings.ttlSeconds * 1000
    return Number.isNaN(time) ? '(a time)' : new Date(time).toISOString()
  }
}

/** Reading moves the time of access, and never backwards. */
function touched(entry: Entry, seen: Conversation | undefined): Conversation {
  const { lastAccessedAt } = entry.conversation
  entry.conversation = {
    ...entry.conversation,
    lastAccessedAt: later(seen?.lastAccessedAt, lastAccessedAt) ?? lastAccessedAt,
  }
  return entry.conversation
}

function later(seen: string | undefined, than: string): string | undefined {
  return seen !== undefined && seen > than ? seen : undefined
}

export function newestFirst(
  a: Pick<Conversation, 'id' | 'updatedAt'>,
  b: Pick<Conversation, 'id' | 'updatedAt'>,
): number {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt > b.updatedAt ? -1 : 1
  return a.id === b.id ? 0 : a.id > b.id ? -1 : 1
}

function refuseRevision({ revision }: Conversation, { expectedRevision }: ChangeOptions): void {
  if (expectedRevision !== undefined && expectedRevision !== revision) {
    throw new errors.RevisionConflictError(revision)
  }
}

function recall<Result>(
  known: Map<string, Remembered<Result>>,
  key: string | undefined,
  payload: unknown,
): Result | undefined {
  const remembered = key === undefined ? undefined : known.get(key)
  if (remembered === undefined) return undefined
  if (isDeepStrictEqual(remembered.payload, payload)) return remembered.result
  throw new errors.IdempotencyKeyReusedError()
}

function remember<Result>(
  known: Map<string, Remembered<Result>>,
  key: string | undefined,
  payload: unknown,
  result: Result,
): Result {
  if (key !== undefined) known.set(key, { payload, result })
  return result
}

/** What a store keeps of a value is its JSON. */
function throughJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value))
}
