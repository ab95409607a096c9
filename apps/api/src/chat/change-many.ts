import type { Conversation } from '@threadkeep/shared'
import { isStoreError, StoreUnavailableError } from '@threadkeep/store'

/** Why one of many is not changed, while the others are. */
export const CHANGE_FAILURES = ['CONVERSATION_NOT_FOUND', 'DATA_LOSS'] as const

/** What became of each conversation, in the order in which they were named. */
export type ChangedMany = { results: ChangedOne[] }

export type ChangedOne = {
  conversationId: string
  /** As it is now. Null where it was deleted, or not changed. */
  conversation: Conversation | null
  /** Why it was not changed. Null where it was. */
  reason: (typeof CHANGE_FAILURES)[number] | null
}

/** So that one caller's hundred changes leave the connection to others in between. */
const AT_ONCE = 10

/**
 * Makes the same change in each of these conversations. One that cannot be changed does not keep the
 * others from it. An outage fails the call as a whole: repeated with the same key, it goes on.
 */
export async function changeMany(
  ids: readonly string[],
  change: (id: string) => Promise<Conversation | null>,
): Promise<ChangedMany> {
  const results: ChangedOne[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const batch = ids.slice(from, from + AT_ONCE).map((id) => changeOne(id, change))
    results.push(...(await Promise.all(batch)))
  }
  return { results }
}

async function changeOne(
  conversationId: string,
  change: (id: string) => Promise<Conversation | null>,
): Promise<ChangedOne> {
  try {
    return { conversationId, conversation: await change(conversationId), reason: null }
  } catch (error) {
    // Of the others some are changed by now.
    if (error instanceof StoreUnavailableError) {
      throw new StoreUnavailableError('unknown', error.detail)
    }
    const reason = isStoreError(error) && CHANGE_FAILURES.find((each) => each === error.reason)
    if (!reason) throw error
    return { conversationId, conversation: null, reason }
  }
}
