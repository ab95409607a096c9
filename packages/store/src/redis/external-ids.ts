import type { ConversationRecord } from '../codec/record.ts'
import { ConversationNotFoundError, StoreUnavailableError } from '../errors.ts'
import { MESSAGES_SUFFIX, type OwnerKeys } from './keys.ts'
import type { OwnerList } from './list.ts'
import { readRecord } from './record-codec.ts'
import type { OwnerScripts } from './scripts/owner-scripts.ts'
import { SCRIPTS } from './scripts/registry.ts'
import type { Reply } from './scripts/replies.ts'

const CONVERSATIONS_PER_STEP = 100

/** An owner's index of external ids. If Redis evicts it, it is rebuilt from the conversations. */
export function createExternalIds(
  keys: OwnerKeys,
  scripts: OwnerScripts,
  { list }: OwnerList,
  ttl: number,
) {
  return {
    async find(externalId: string): Promise<ConversationRecord> {
      const started = performance.now()
      const reply = await scripts.read(
        SCRIPTS.findByExternalId,
        [keys.external, keys.all],
        () => [externalId, JSON.stringify(externalId), keys.conversationPrefix, MESSAGES_SUFFIX],
        started,
      )
      if (reply.tag !== 'unsure') return readRecord(reply.text(2), reply.text(1))
      const found = await rebuild(started, externalId)
      if (found === undefined) throw new ConversationNotFoundError()
      return found
    },

    /**
     * After a change that gave an external id: rebuilds the index if it is partial, so that ids it
     * lacks are found later.
     */
    async rebuildIfPartial(reply: Reply, started: number): Promise<void> {
      if (reply.text(2) === 'whole') return
      try {
        await rebuild(started)
      } catch (error) {
        // The change is made; the next lookup that misses an id rebuilds the index.
        if (!(error instanceof StoreUnavailableError)) throw error
      }
    },
  }

  /**
   * Reads all of the owner's conversations, once per eviction. Returns the last changed one that
   * has the id.
   */
  async function rebuild(
    started: number,
    externalId?: string,
  ): Promise<ConversationRecord | undefined> {
    let found: ConversationRecord | undefined
    let after: ConversationRecord | undefined
    let hasMore = true
    while (hasMore) {
      const page = await list({ status: undefined, limit: CONVERSATIONS_PER_STEP, after })
      hasMore = page.hasMore
      after = page.records.at(-1)
      const named = page.records.filter((record) => record.externalId !== '')
      found ??= named.find((record) => record.externalId === externalId)
      const last = hasMore ? '' : 'whole'
      await scripts.read(
        SCRIPTS.restoreExternalIds,
        [keys.external],
        () => [last, ttl + ttl / 8, ...named.flatMap((record) => [record.id, record.externalId])],
        started,
      )
    }
    return found
  }
}
