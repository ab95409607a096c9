import { MAX_PAGE_SIZE, type Message } from '@threadkeep/shared'
import type { ExportedConversation, OwnerConversations } from '../conversation-store.ts'
import { isStoreError } from '../errors.ts'

/**
 * Pages through the list until a pass finds nothing new: a conversation that changes during a pass
 * moves to the head, where only another pass finds it. A damaged conversation does not stop the
 * export; its DataLossError comes after all others.
 */
export async function* exportConversations(
  conversations: OwnerConversations,
): AsyncGenerator<ExportedConversation, void, undefined> {
  const exported = new Set<string>()
  let damage: Error | undefined
  const noteDamage = (error: Error) => {
    damage = error
  }
  let found = true
  while (found) {
    found = false
    let cursor: string | undefined
    do {
      const page = await conversations.list({ limit: MAX_PAGE_SIZE, cursor })
      for (const { id } of page.items) {
        if (exported.has(id)) continue
        found = true
        exported.add(id)
        const opened = await open(conversations, id, noteDamage)
        if (opened !== undefined) yield opened
      }
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  if (damage !== undefined) throw damage
}

/**
 * With its first page read. Undefined if it was deleted or expired since it was listed, or if it is
 * damaged.
 */
async function open(
  conversations: OwnerConversations,
  id: string,
  noteDamage: (error: Error) => void,
): Promise<ExportedConversation | undefined> {
  try {
    const conversation = await conversations.get(id)
    const { messageCount } = conversation
    const first = messageCount === 0 ? [] : await readPage(conversations, id, 0, messageCount)
    return { conversation, messages: readAll(conversations, id, first, messageCount, noteDamage) }
  } catch (error) {
    if (isStoreError(error) && error.reason === 'CONVERSATION_NOT_FOUND') return undefined
    if (!isStoreError(error) || error.reason !== 'DATA_LOSS') throw error
    noteDamage(error)
    return undefined
  }
}

/** Reads page by page on demand, so that a conversation need not fit into memory. */
async function* readAll(
  conversations: OwnerConversations,
  id: string,
  first: Message[],
  messageCount: number,
  noteDamage: (error: Error) => void,
): AsyncGenerator<Message, void, undefined> {
  yield* first
  let read = first.length
  while (read < messageCount) {
    try {
      const page = await readPage(conversations, id, read, messageCount)
      yield* page
      read += page.length
    } catch (error) {
      if (isStoreError(error) && error.reason === 'DATA_LOSS') noteDamage(error)
      throw error
    }
  }
}

/** Stops at `messageCount`, because later messages belong to a later state of the conversation. */
async function readPage(
  conversations: OwnerConversations,
  id: string,
  afterSeq: number,
  messageCount: number,
): Promise<Message[]> {
  const limit = Math.min(MAX_PAGE_SIZE, messageCount - afterSeq)
  return (await conversations.messages(id, { limit, afterSeq })).items
}
