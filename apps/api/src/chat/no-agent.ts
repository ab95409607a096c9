import type { Message } from '@threadkeep/shared'
import {
  type AppendInput,
  type AppendResult,
  type ChangeOptions,
  MessageNotFoundError,
  type OwnerConversations,
} from '@threadkeep/store'
import type { SendResult } from './send-result.ts'

/* With AGENT=none the product's own server replies: nothing is begun here. */

export async function appendOnly(
  conversations: OwnerConversations,
  id: string,
  input: AppendInput,
): Promise<SendResult> {
  const appended = await conversations.append(id, input)
  const { conversation, replayed } = appended
  return { conversation, message: onlyMessage(appended), replies: [], run: null, replayed }
}

/** In place of a message of the user, and of all behind it. */
export async function replaceOnly(
  conversations: OwnerConversations,
  id: string,
  { replaces, ...input }: AppendInput & { replaces: number },
): Promise<SendResult> {
  // On this revision alone: what is to be replaced must still be the user's when it is.
  const { revision } = await conversations.get(id)
  const { items } = await conversations.messages(id, { afterSeq: replaces - 1, limit: 1 })
  const isRepeat = async (key = input.idempotencyKey) =>
    key !== undefined && (await conversations.getAppendResult(id, key)) !== null
  // What a repeat is to replace may have been removed since, and its own message with it.
  if (items[0]?.role !== 'user' && !(await isRepeat())) throw new MessageNotFoundError()
  const expectedRevision = input.expectedRevision ?? revision
  return appendOnly(conversations, id, { ...input, replaces, expectedRevision })
}

/** Leaves the last message of the user the last of all. */
export async function truncateOnly(
  conversations: OwnerConversations,
  id: string,
  options: ChangeOptions,
): Promise<SendResult> {
  const { conversation, message, replayed } = await conversations
    .runs(id)
    .regenerate({ ...options, run: false })
  return { conversation, message, replies: [], run: null, replayed }
}

function onlyMessage({ messages: [message] }: AppendResult): Message {
  if (message === undefined) throw new Error('the store appended a message and returned none')
  return message
}
