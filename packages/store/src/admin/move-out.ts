import { ConversationNotFoundError, isStoreError } from '../errors.ts'
import type { OwnerKeys } from '../redis/keys.ts'
import type { OwnerScripts } from '../redis/scripts/owner-scripts.ts'
import { ADMIN_SCRIPTS } from './scripts.ts'

/** Without it the copy would be taken for one of a conversation that was deleted. */
const REMEMBERED_MS = 10 * 365 * 24 * 60 * 60_000

/** `changed`: since it was copied, or a run works on it. `gone`: deleted, or expired. */
export type MoveOutcome = 'moved' | 'changed' | 'gone'

/** Removes a conversation whose copy of this revision is safe elsewhere, and remembers that. */
export async function moveOut(
  keys: OwnerKeys,
  movedKey: string,
  scripts: OwnerScripts,
  { id, revision }: { id: string; revision: number },
): Promise<MoveOutcome> {
  const { fields, messages, pieces } = keys.conversation(id)
  try {
    await scripts.change(
      ADMIN_SCRIPTS.moveOut,
      [fields, messages, ...keys.shared.slice(0, 5), pieces, movedKey],
      () => [id, revision, REMEMBERED_MS],
    )
    return 'moved'
  } catch (error) {
    if (error instanceof ConversationNotFoundError) return 'gone'
    const isChanged =
      isStoreError(error) && ['REVISION_CONFLICT', 'RUN_IN_PROGRESS'].includes(error.reason)
    if (isChanged) return 'changed'
    throw error
  }
}
