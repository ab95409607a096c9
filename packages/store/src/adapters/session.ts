import { hash } from 'node:crypto'
import type { AppendInput, AppendResult, OwnerConversations } from '../conversation-store.ts'
import { isStoreError } from '../errors.ts'

/**
 * Which conversation keeps a session: one that was started before, or the one that has the
 * session's id as its external id, which the first append starts.
 */
export type SessionOptions = { conversations: OwnerConversations } & (
  | { conversationId: string; sessionId?: never }
  | { sessionId: string; conversationId?: never }
)

/** A conversation as other libraries keep a history: under a name of theirs, there once written. */
export interface SessionConversation {
  /** Undefined where there is no conversation yet: nothing was written, or it expired. */
  withConversation<Result>(act: (id: string) => Promise<Result>): Promise<Result | undefined>
  /** Starts the conversation first where there is none. */
  append(input: AppendInput): Promise<AppendResult>
}

export function openSession(options: SessionOptions): SessionConversation {
  const { conversations } = options
  return options.sessionId === undefined
    ? startedConversation(conversations, options.conversationId)
    : namedConversation(conversations, options.sessionId)
}

function startedConversation(conversations: OwnerConversations, id: string): SessionConversation {
  return {
    withConversation: (act) => act(id),
    append: (input) => conversations.append(id, input),
  }
}

function namedConversation(
  conversations: OwnerConversations,
  sessionId: string,
): SessionConversation {
  // Remembers the conversation, so that an operation is one round trip.
  let known: string | undefined

  async function withConversation<Result>(
    act: (id: string) => Promise<Result>,
  ): Promise<Result | undefined> {
    const wasKnown = known !== undefined
    known ??= await findByExternalId(conversations, sessionId)
    if (known === undefined) return undefined
    const result = await unlessNotFound(act(known))
    if (result !== undefined) return result.value
    // Deleted or expired since it was found; another one may have its name by now.
    known = undefined
    return wasKnown ? withConversation(act) : undefined
  }

  return {
    withConversation,
    async append(input) {
      const appended = await withConversation((id) => conversations.append(id, input))
      if (appended !== undefined) return appended
      known = await start(conversations, sessionId)
      return conversations.append(known, input)
    },
  }
}

async function findByExternalId(conversations: OwnerConversations, externalId: string) {
  const found = await unlessNotFound(conversations.findByExternalId(externalId))
  return found?.value.id
}

/**
 * Concurrent starts of a session start the same conversation, by the idempotency key. A
 * key whose conversation was deleted is spent, for as long as it is remembered.
 */
async function start(conversations: OwnerConversations, sessionId: string): Promise<string> {
  const name = hash('sha256', sessionId, 'base64url')
  for (let attempt = 1; ; attempt += 1) {
    const idempotencyKey = `session ${attempt} ${name}`
    const started = await unlessNotFound(
      conversations.start({ externalId: sessionId, idempotencyKey }),
    )
    if (started !== undefined) return started.value.conversation.id
  }
}

async function unlessNotFound<Value>(call: Promise<Value>): Promise<{ value: Value } | undefined> {
  try {
    return { value: await call }
  } catch (error) {
    if (isStoreError(error) && error.reason === 'CONVERSATION_NOT_FOUND') return undefined
    throw error
  }
}
