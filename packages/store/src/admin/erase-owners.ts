import { StoreUnavailableError } from '../errors.ts'
import { ownerKeys } from '../redis/keys.ts'
import type { AdminConnection } from './connection.ts'
import type { OwnerChanges } from './owner-changes.ts'
import { type FoundKey, type OwnerFilter, ownersKeys } from './owners-keys.ts'
import type { KeyScan } from './scan.ts'

/** An owner who goes on writing is erased again. After this many walks the command gives up. */
const MOST_WALKS = 10

export interface EraseReport {
  owners: number
  conversations: number
  messages: number
  /** Keys that no index led to. */
  otherKeys: number
  /** Walks over all keys: in the last one nothing was found. */
  walks: number
}

/**
 * Removes every key of the owners that are meant: by their indexes, and then whatever a walk over all
 * keys still finds. Ends when a walk finds nothing. Safe to run again after a failure.
 */
export async function eraseOwners(
  { client, call }: AdminConnection,
  scan: KeyScan,
  changes: OwnerChanges,
  { filter, keyPrefix }: { filter: OwnerFilter; keyPrefix: string | undefined },
  onOwner: () => void,
): Promise<EraseReport> {
  const report: EraseReport = { owners: 0, conversations: 0, messages: 0, otherKeys: 0, walks: 0 }
  const known = new Set<string>()

  async function eraseByIndex(ownerKey: string): Promise<void> {
    for (let isDone = false; !isDone; ) {
      const { conversations, messages, done } = await changes.eraseBatch(ownerKey)
      report.conversations += conversations
      report.messages += messages
      isDone = done
    }
  }

  /** A conversation goes as a whole, as long as there is one key of it. */
  async function eraseKey({ key, ownerKey, conversationId }: FoundKey): Promise<void> {
    const ofConversation =
      conversationId === undefined
        ? []
        : Object.values(ownerKeys(ownerKey, keyPrefix).conversation(conversationId))
    report.otherKeys += await call(() => client.unlink(key, ...ofConversation))
  }

  while (report.walks < MOST_WALKS) {
    report.walks += 1
    let isEmpty = true
    const erased = new Set<string>()
    for await (const page of ownersKeys(scan, filter, keyPrefix)) {
      for (const found of page) {
        isEmpty = false
        if (!erased.has(found.ownerKey)) {
          erased.add(found.ownerKey)
          await eraseByIndex(found.ownerKey)
          if (!known.has(found.ownerKey)) onOwner()
          known.add(found.ownerKey)
        }
        // What the indexes led to is gone by now.
        await eraseKey(found)
      }
    }
    report.owners = known.size
    if (isEmpty) return report
  }
  throw new StoreUnavailableError('unknown', 'keys are still being written: stop that first')
}
