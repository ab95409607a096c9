import { MESSAGES_SUFFIX, type OwnerKeys } from './keys.ts'
import type { RecentOwners } from './recent-owners.ts'
import type { OwnerScripts } from './scripts/owner-scripts.ts'
import { SCRIPTS } from './scripts/registry.ts'

const IDS_PER_CALL = 150

/**
 * Makes room under the cap: prunes an owner's indexes, and returns the number of expired
 * conversations. Undefined if nothing was pruned and none expired; such a result is kept in `full`.
 */
export function createExpiredCount(
  keys: OwnerKeys,
  scripts: OwnerScripts,
  full: RecentOwners['full'],
) {
  return async function countExpired(started: number): Promise<number | undefined> {
    if (full.has(keys.all)) return undefined
    let [expired, removed, rank] = [0, 0, 0]
    while (rank >= 0) {
      const from = rank
      const reply = await scripts.read(
        SCRIPTS.countExpired,
        keys.shared.slice(0, 5),
        () => [keys.conversationPrefix, MESSAGES_SUFFIX, from, IDS_PER_CALL],
        started,
      )
      expired += reply.number(1)
      removed += reply.number(2)
      rank = reply.number(3)
    }
    if (expired + removed > 0) return expired
    full.set(keys.all, true)
    return undefined
  }
}
