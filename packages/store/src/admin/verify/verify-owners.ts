import type { Owner } from '@threadkeep/shared'
import type { RedisStoreConfig } from '../../config.ts'
import {
  IMPORT_SUFFIX,
  MESSAGES_SUFFIX,
  movedKey,
  ownerKeys,
  PIECES_SUFFIX,
} from '../../redis/keys.ts'
import type { AdminConnection } from '../connection.ts'
import type { OwnerChanges } from '../owner-changes.ts'
import { type FoundKey, type OwnerFilter, ownersKeys } from '../owners-keys.ts'
import type { KeyScan } from '../scan.ts'
import { createConversationCheck } from './check-conversation.ts'
import { createSharedKeyCheck } from './check-shared-key.ts'
import { type Checked, DAMAGES, type Damage } from './damage.ts'

export interface VerifyOptions {
  filter: OwnerFilter
  /** Mend what can be mended without losing anything. */
  repair: boolean
}

/** Something stored that is not as it should be. */
export interface DamageFound extends Damage {
  owner: Owner | undefined
  /** The key that led to it. */
  key: string
  conversationId: string | undefined
  isMended: boolean
}

/**
 * Checks every key of the owners that are meant, and what belongs to it. `onChecked`: one more
 * conversation was looked at.
 */
export async function* verifyOwners(
  connection: AdminConnection,
  scan: KeyScan,
  changes: OwnerChanges,
  config: Pick<RedisStoreConfig, 'keyPrefix' | 'ttlSeconds'>,
  { filter, repair }: VerifyOptions,
  onChecked: () => void,
): AsyncGenerator<DamageFound, void, undefined> {
  const checkConversation = createConversationCheck(connection, changes)
  const checkSharedKey = createSharedKeyCheck(connection, changes, config.ttlSeconds * 1000)

  async function* check(found: FoundKey): AsyncGenerator<Checked> {
    const keys = ownerKeys(found.ownerKey, config.keyPrefix)
    const { conversationId: id, name, key } = found
    if (id === undefined) {
      if (keys.shared.includes(key) || key === movedKey(found.ownerKey, config.keyPrefix))
        yield* checkSharedKey(found, keys)
      else yield unknownKey(undefined)
    } else if (name === '') {
      onChecked()
      yield await checkConversation(found.ownerKey, keys, id)
    } else if (name === MESSAGES_SUFFIX) {
      // Without the conversation itself nothing else leads to them.
      const { fields } = keys.conversation(id)
      const isAlone = (await connection.call(() => connection.client.exists(fields))) === 0
      if (isAlone) yield await checkConversation(found.ownerKey, keys, id)
    } else if (name === PIECES_SUFFIX || name === IMPORT_SUFFIX) {
      yield* checkSharedKey(found, keys)
    } else yield unknownKey(id)
  }

  const seen = new Set<string>()
  for await (const page of ownersKeys(scan, filter, config.keyPrefix)) {
    for (const found of page) {
      for await (const { conversationId, damages, mend } of check(found)) {
        if (damages.length === 0) continue
        const isMendable = damages.some(({ name }) => DAMAGES[name].mendable)
        const isWhole = repair && isMendable && (await mend())
        for (const damage of damages) {
          const isMended = isWhole && DAMAGES[damage.name].mendable
          const place = `${found.ownerKey} ${conversationId ?? found.key} ${damage.name} ${damage.detail}`
          if (seen.has(place)) continue
          seen.add(place)
          yield { ...damage, owner: found.owner, key: found.key, conversationId, isMended }
        }
      }
    }
  }
  for (const key of scan.strays) {
    const name = 'key-in-foreign-slot'
    yield { name, detail: '', owner: undefined, key, conversationId: undefined, isMended: false }
  }
}

function unknownKey(conversationId: string | undefined): Checked {
  const damages: Damage[] = [{ name: 'key-unknown', detail: 'no key of this layout has this name' }]
  return { conversationId, damages, mend: async () => false }
}
