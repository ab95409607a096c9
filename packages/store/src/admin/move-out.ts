import { ConversationNotFoundError, isStoreError } from '../errors.ts'
import { movedKey, type OwnerKeys } from '../redis/keys.ts'
import type { OwnerScripts } from '../redis/scripts/owner-scripts.ts'
import { ADMIN_SCRIPTS } from './scripts.ts'

const DAY_MS = 24 * 60 * 60_000
/** A claim that was forgotten makes its copy one of which nothing is known. */
const CLAIMED_MS = 90 * DAY_MS
/** Without it the copy would not be known to be the only one. */
const MOVED_MS = 10 * 365 * DAY_MS

/** `changed`: since it was copied, a run works on it, or another copy has the claim. `gone`: deleted, or expired. */
export type MoveOutcome = 'moved' | 'changed' | 'gone'

/** What an unfinished move's copy is; see settle-move.lua. */
export type MoveState = 'moved' | 'claimed' | 'obsolete' | 'unknown'

/**
 * How a conversation is moved out of Redis: `claim` with a new token, make the copy, make sure of it,
 * `moveOut`, note at the copy that it is the only one, `forget`. `state` tells what to do with a copy
 * whose move was cut off. A copy may be removed only once its token cannot succeed any more.
 */
export interface Moves {
  /** False where the conversation is gone. */
  claim(id: string, token: string): Promise<boolean>
  /** Removes one whose copy of this revision is safe elsewhere, and remembers that it did. */
  moveOut(id: string, revision: number, token: string): Promise<MoveOutcome>
  state(id: string, token: string): Promise<MoveState>
  /** The copy may be removed then, and after that the move forgotten. */
  giveUp(id: string, token: string): Promise<void>
  forget(id: string, token: string): Promise<void>
}

export function createMoves(
  ownerKey: string,
  keyPrefix: string | undefined,
  keys: OwnerKeys,
  scripts: OwnerScripts,
): Moves {
  const moves = movedKey(ownerKey, keyPrefix)
  const ofConversation = (id: string) => {
    const { fields, messages } = keys.conversation(id)
    return [fields, messages, moves]
  }

  return {
    async claim(id, token) {
      try {
        await scripts.change(ADMIN_SCRIPTS.claimMove, ofConversation(id), () => [
          id,
          token,
          CLAIMED_MS,
        ])
        return true
      } catch (error) {
        if (error instanceof ConversationNotFoundError) return false
        throw error
      }
    },

    async moveOut(id, revision, token) {
      const { fields, messages, pieces } = keys.conversation(id)
      try {
        const reply = await scripts.change(
          ADMIN_SCRIPTS.moveOut,
          [fields, messages, ...keys.shared.slice(0, 5), pieces, moves],
          () => [id, revision, token, MOVED_MS],
        )
        return reply.tag === 'moved' ? 'moved' : 'changed'
      } catch (error) {
        if (error instanceof ConversationNotFoundError) return 'gone'
        const isChanged =
          isStoreError(error) && ['REVISION_CONFLICT', 'RUN_IN_PROGRESS'].includes(error.reason)
        if (isChanged) return 'changed'
        throw error
      }
    },

    async state(id, token) {
      const { tag } = await scripts.change(ADMIN_SCRIPTS.settleMove, ofConversation(id), () => [
        id,
        token,
        'look',
      ])
      return STATES[tag] ?? 'unknown'
    },

    async giveUp(id, token) {
      await scripts.change(ADMIN_SCRIPTS.settleMove, ofConversation(id), () => [
        id,
        token,
        'give_up',
      ])
    },

    async forget(id, token) {
      await scripts.change(ADMIN_SCRIPTS.forgetMove, [moves], () => [id, token])
    },
  }
}

const STATES: Record<string, MoveState> = {
  moved: 'moved',
  claimed: 'claimed',
  obsolete: 'obsolete',
}
