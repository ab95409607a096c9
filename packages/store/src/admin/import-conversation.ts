import { DataLossError } from '../errors.ts'
import type { OwnerKeys } from '../redis/keys.ts'
import type { OwnerScripts } from '../redis/scripts/owner-scripts.ts'
import { ADMIN_SCRIPTS } from './scripts.ts'
import type { ConversationSnapshot } from './stored-conversation.ts'

/** How long the parts of a conversation are kept when no further one comes. */
const PARTS_KEPT_MS = 60 * 60_000

/**
 * A part of a conversation's messages. Parts of one conversation come in order; the first one has the
 * fields, and all have the record, which tells the parts of two exports apart.
 */
export interface ConversationPart extends ConversationSnapshot {
  /** How many messages were in the parts before. */
  before: number
  isLast: boolean
}

/**
 * `collected`: further parts are awaited. `present`: it is there as it was exported. `differs`: it is there
 * and was changed since, or was in the meantime read, and stays as it is. `deleted`: it was, a short time
 * ago. `expired`: it would be, by its record.
 */
export type ImportOutcome = 'imported' | 'collected' | 'present' | 'differs' | 'deleted' | 'expired'

export async function importPart(
  keys: OwnerKeys,
  scripts: OwnerScripts,
  part: ConversationPart,
): Promise<ImportOutcome> {
  const { fields, messages, imported } = keys.conversation(part.id)
  const reply = await scripts.change(
    ADMIN_SCRIPTS.import,
    [fields, messages, ...keys.shared.slice(0, 5), keys.deletions, imported],
    () => [
      part.id,
      part.record,
      part.externalId,
      part.before,
      part.isLast ? 'last' : 'more',
      PARTS_KEPT_MS,
      part.fields.length,
      ...part.fields,
      ...part.messages,
    ],
  )
  switch (reply.tag) {
    case 'present':
      return reply.text(1) === part.record ? 'present' : 'differs'
    case 'imported':
    case 'collected':
    case 'deleted':
    case 'expired':
      return reply.tag
    default:
      throw new DataLossError()
  }
}
