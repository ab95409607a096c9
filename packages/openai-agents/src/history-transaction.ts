import { hash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import {
  type SessionHistoryReplaceSuffixTransaction,
  type SessionHistoryTransaction,
  type SessionHistoryTransactionArgs,
  UserError,
} from '@openai/agents'
import {
  isStoreError,
  type NewMessage,
  type OwnerConversations,
  type StoreError,
} from '@threadkeep/store'
import { newestMessages, type SessionConversation } from '@threadkeep/store/adapters'
import { stringify } from 'safe-stable-stringify'
import { fromStoredMessage, toNewMessage, toStored } from './item-content.ts'

/** One append of the items, under a key that is the operation's: the store applies it once. */
interface Operation {
  idempotencyKey: string
  messages: NewMessage[]
}

export async function applyTransaction(
  conversations: OwnerConversations,
  session: SessionConversation,
  { operationId, transaction }: SessionHistoryTransactionArgs,
): Promise<void> {
  if (typeof operationId !== 'string' || operationId.trim() === '') {
    throw new UserError('Session history transaction operationId must be a non-empty string.')
  }
  const operation = toOperation(operationId, transaction)
  try {
    if (transaction.type === 'append_items' || transaction.expectedSuffix.length === 0) {
      await session.append(operation)
    } else {
      await replaceSuffix(conversations, session, transaction, operation)
    }
  } catch (error) {
    if (!isStoreError(error)) throw error
    // Applied before, and what it added was removed by a later change.
    if (error.reason === 'MESSAGES_REMOVED') return
    throw toUserError(error)
  }
}

function toOperation(operationId: string, transaction: SessionHistoryTransaction): Operation {
  const items = transaction.type === 'append_items' ? transaction.items : transaction.replacement
  const [first, ...others] = items.map(toNewMessage)
  if (first === undefined) {
    throw new UserError('Session history transaction must add at least one item.')
  }
  // The store compares what is appended. What else there is to a transaction is made a part of that.
  const { type } = transaction
  const suffix = type === 'replace_suffix' ? transaction.expectedSuffix.map(toStored) : []
  const metadata = { historyTransaction: type, expectedSuffix: digest(suffix) }
  return {
    idempotencyKey: `history transaction ${digest(operationId)}`,
    messages: [{ ...first, metadata }, ...others],
  }
}

async function replaceSuffix(
  conversations: OwnerConversations,
  session: SessionConversation,
  { expectedSuffix }: SessionHistoryReplaceSuffixTransaction,
  operation: Operation,
): Promise<void> {
  const expected = expectedSuffix.map(toStored)
  let isDone = false
  while (!isDone) {
    const step = await session.withConversation((id) =>
      tryReplace(conversations, id, expected, operation),
    )
    if (step === undefined) throw suffixMismatch()
    isDone = step === 'done'
  }
}

async function tryReplace(
  conversations: OwnerConversations,
  id: string,
  expected: unknown[],
  operation: Operation,
): Promise<'done' | 'changed meanwhile'> {
  const { revision, messageCount } = await conversations.get(id)
  const suffix = await newestMessages(conversations, id, expected.length)
  const isExpected = isDeepStrictEqual(suffix.map(fromStoredMessage), expected)
  // Applied before, it is its own replacement that the history ends with by now.
  const isKnown = !isExpected && (await isApplied(conversations, id, operation))
  if (!isExpected && !isKnown) throw suffixMismatch()
  if (isKnown) return 'done'
  try {
    const replaces = messageCount - expected.length + 1
    await conversations.append(id, { ...operation, replaces, expectedRevision: revision })
    return 'done'
  } catch (error) {
    if (!isStoreError(error)) throw error
    if (error.reason === 'REVISION_CONFLICT') return 'changed meanwhile'
    // Applied before, at another place of a history that ends alike.
    const isRepeat =
      error.reason === 'IDEMPOTENCY_KEY_REUSED' && (await isApplied(conversations, id, operation))
    if (isRepeat) return 'done'
    throw error
  }
}

async function isApplied(
  conversations: OwnerConversations,
  id: string,
  { idempotencyKey, messages }: Operation,
): Promise<boolean> {
  const applied = await conversations.getAppendResult(id, idempotencyKey)
  if (applied === null) return false
  const added = applied.messages.map(({ role, content, metadata }) => ({
    role,
    content,
    ...(metadata !== undefined && { metadata }),
  }))
  if (isDeepStrictEqual(added, messages)) return true
  throw operationReused()
}

function toUserError(error: StoreError): Error {
  return error.reason === 'IDEMPOTENCY_KEY_REUSED' ? operationReused() : error
}

function operationReused(): UserError {
  return new UserError(
    'Session history operation was already applied with a different transaction.',
  )
}

function suffixMismatch(): UserError {
  return new UserError('Session history suffix no longer matches the transaction precondition.')
}

function digest(value: unknown): string {
  return hash('sha256', stringify(value) ?? '', 'base64url')
}
