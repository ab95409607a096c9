import { MAX_PAGE_SIZE, type Message } from '@threadkeep/shared'
import type { ExportedConversation, OwnerConversations } from './conversation-store.ts'
import { isStoreError } from './errors.ts'

/**
 * A damaged conversation does not keep the others from being exported: the DataLossError comes
 * when they are through. Walks the list until a walk finds nothing new: a conversation touched while we page moves to the
 * head, behind us, and only another walk from the head meets it.
 */
export async function* exportConversations(
  conversations: OwnerConversations,
): AsyncGenerator<ExportedConversation, void, undefined> {
  const exported = new Set<string>()
  let damage: Error | undefined
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
        const whole = await readWhole(conversations, id)
        if (whole instanceof Error) damage = whole
        else if (whole !== undefined) yield whole
      }
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  }
  if (damage !== undefined) throw damage
}

/** Undefined when it was deleted, or expired, since it was listed. */
async function readWhole(
  conversations: OwnerConversations,
  id: string,
): Promise<ExportedConversation | Error | undefined> {
  try {
    const conversation = await conversations.get(id)
    const messages: Message[] = []
    // Later messages belong to a later state than the one read above.
    while (messages.length < conversation.messageCount) {
      const { items } = await conversations.messages(id, {
        limit: Math.min(MAX_PAGE_SIZE, conversation.messageCount - messages.length),
        afterSeq: messages.length,
      })
      messages.push(...items)
    }
    return { conversation, messages }
  } catch (error) {
    if (isStoreError(error) && error.reason === 'CONVERSATION_NOT_FOUND') return undefined
    if (isStoreError(error) && error.reason === 'DATA_LOSS') return error
    throw error
  }
}
