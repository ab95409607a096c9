import { MESSAGES_SUFFIX, type OwnerKeys } from '../../redis/keys.ts'
import { SCRIPTS } from '../../redis/scripts/registry.ts'
import type { AdminConnection } from '../connection.ts'
import type { OwnerChanges } from '../owner-changes.ts'
import type { FoundKey } from '../owners-keys.ts'
import { ADMIN_SCRIPTS } from '../scripts.ts'
import type { Checked } from './damage.ts'
import { conversationKeys } from './inspection.ts'

const ENTRIES_PER_CALL = 100
const NO_EXPIRY = -1

/** Of OwnerKeys.shared, in its order; see reset-wrong-types.lua. */
const TYPES = ['zset', 'zset', 'zset', 'zset', 'hash', 'hash', 'list', 'zset', 'zset'] as const
const INDEXES = 4

/** Checks a key that is not a conversation's own, and the entries of an index. */
export function createSharedKeyCheck(
  { client, call, read }: AdminConnection,
  changes: OwnerChanges,
  ttlMs: number,
) {
  return async function* check(
    { key, ownerKey, conversationId }: FoundKey,
    keys: OwnerKeys,
  ): AsyncGenerator<Checked> {
    const place = keys.shared.indexOf(key)
    const type = await call(() => client.type(key))
    const wanted = TYPES[place] ?? (conversationId === undefined ? 'hash' : 'list')
    if (type !== 'none' && type !== wanted) {
      yield wrongType(`${key} is a ${type}`)
      return
    }
    if ((await call(() => client.pttl(key))) === NO_EXPIRY) yield withoutExpiry()
    if (place >= 0 && place < INDEXES) yield* entries()

    function wrongType(detail: string): Checked {
      return {
        conversationId,
        damages: [{ name: place < 0 ? 'wrong-type' : 'index-wrong-type', detail }],
        async mend() {
          await changes.scriptsOf(ownerKey).read(SCRIPTS.resetWrongTypes, keys.shared, () => [])
          return true
        },
      }
    }

    function withoutExpiry(): Checked {
      return {
        conversationId,
        damages: [{ name: 'expiry-missing', detail: key }],
        async mend() {
          await call(() => client.pexpire(key, ttlMs))
          return true
        },
      }
    }

    /** Those whose conversation is not there, though it cannot have expired. */
    async function* entries(): AsyncGenerator<Checked> {
      let rank = 0
      while (rank >= 0) {
        const args = [keys.conversationPrefix, MESSAGES_SUFFIX, rank, ENTRIES_PER_CALL]
        const reply = await read(ADMIN_SCRIPTS.indexEntries, [key], args)
        const now = reply.number(1)
        rank = reply.number(2)
        const texts = reply.texts(3)
        for (let at = 0; at + 1 < texts.length; at += 2) {
          const [id = '', score = ''] = texts.slice(at, at + 2)
          if (now - Number(score) < ttlMs) yield entryOfNothing(id)
        }
      }
    }

    function entryOfNothing(id: string): Checked {
      return {
        conversationId: id,
        damages: [{ name: 'entry-of-nothing', detail: key }],
        async mend() {
          await changes
            .scriptsOf(ownerKey)
            .change(ADMIN_SCRIPTS.repair, conversationKeys(keys, id), () => [id, ''])
          return true
        },
      }
    }
  }
}
