import { decodeMessages } from '../../codec/messages.ts'
import { DataLossError, isStoreError } from '../../errors.ts'
import type { OwnerKeys } from '../../redis/keys.ts'
import { decodeRecord } from '../../redis/record-codec.ts'
import type { AdminConnection } from '../connection.ts'
import type { OwnerChanges } from '../owner-changes.ts'
import { ADMIN_SCRIPTS } from '../scripts.ts'
import { assess, damagedFields } from './assess.ts'
import type { Checked, Damage, DamageName } from './damage.ts'
import { conversationKeys, type Inspection, inspect } from './inspection.ts'

const MESSAGES_PER_CALL = 100

/** With these there is no telling what the rest should be. */
const HOPELESS: readonly DamageName[] = [
  'wrong-type',
  'record-missing',
  'record-unreadable',
  'record-newer',
]

/** Checks one conversation with all its messages. */
export function createConversationCheck(
  { client, call, read }: AdminConnection,
  changes: OwnerChanges,
) {
  async function unreadableMessages(keys: OwnerKeys, { id, messages }: Inspection) {
    const damages: Damage[] = []
    const { messages: key } = keys.conversation(id)
    for (let from = 0; from < messages; from += MESSAGES_PER_CALL) {
      const entries = await call(() => client.lrange(key, from, from + MESSAGES_PER_CALL - 1))
      for (const [index, entry] of entries.entries()) {
        if (!isReadable(entry)) {
          damages.push({ name: 'message-unreadable', detail: `seq ${from + index + 1}` })
        }
      }
    }
    return damages
  }

  return async (ownerKey: string, keys: OwnerKeys, id: string): Promise<Checked> => {
    const seen = await inspect(read, keys, id)
    const damages = assess(seen)
    const isHopeless = damages.some(({ name }) => HOPELESS.includes(name))
    if (!isHopeless) damages.push(...(await unreadableMessages(keys, seen)))
    // More messages than are counted are only counted where all of them can be read.
    const hasUnreadable = damages.some(({ name }) => name === 'message-unreadable')
    const isUncountable = hasUnreadable && seen.messages > (countOf(seen) ?? 0)

    async function mend(): Promise<boolean> {
      if (isHopeless || isUncountable) return false
      const externalId = decodeRecord(id, seen.record)?.externalId ?? ''
      try {
        await changes
          .scriptsOf(ownerKey)
          .change(ADMIN_SCRIPTS.repair, conversationKeys(keys, id), () => [
            id,
            externalId,
            ...damagedFields(seen),
          ])
        return true
      } catch (error) {
        if (isStoreError(error) && error.reason === 'DATA_LOSS') return false
        throw error
      }
    }
    return { conversationId: id, damages, mend }
  }
}

const countOf = ({ id, record }: Inspection) => decodeRecord(id, record)?.messageCount

function isReadable(entry: string): boolean {
  try {
    return decodeMessages([entry], 0).length === 1
  } catch (error) {
    if (error instanceof DataLossError) return false
    throw error
  }
}
