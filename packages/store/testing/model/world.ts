import { randomUUID } from 'node:crypto'
import type { Owner, Status } from '@threadkeep/shared'
import type { ConversationStore, OwnerConversations } from '../../src/conversation-store.ts'
import type { Position } from '../conformance/support/order.ts'
import { UNKNOWN_ID } from '../conformance/support/samples.ts'
import type { StoreSettings } from '../conformance/support/target.ts'
import { createOwnerModel, type OwnerModel } from './model.ts'
import type { Cursor, History, Revision, Target } from './operations.ts'

/** One owner, as the store and as the model see them. */
export interface Side {
  real: OwnerConversations
  model: OwnerModel
}

export interface KnownCursor {
  text: string
  side: Side
  status: Status | undefined
  after: Position
}

export interface World {
  sides: Side[]
  /** Every conversation that anybody ever started. */
  ids: string[]
  /** Every cursor that anybody ever got. */
  cursors: KnownCursor[]
}

export function createWorld(
  store: ConversationStore,
  settings: StoreSettings,
  { userIds }: History,
): World {
  const sides = ownersOf(userIds).map((owner) => ({
    real: store.forOwner(owner),
    model: createOwnerModel(owner, settings),
  }))
  return { sides, ids: [], cursors: [] }
}

/** Owners of this run only, the last of them with a separator moved from one id to the other. */
function ownersOf([first = 'a', second = 'b', third = 'c']: string[]): Owner[] {
  const run = randomUUID()
  return [
    { tenantId: run, userId: first },
    { tenantId: run, userId: second },
    { tenantId: `${run}:${first}`.slice(0, 900).toWellFormed(), userId: third },
  ]
}

export function pickId({ ids }: World, { model }: Side, { among, index }: Target): string {
  const choice = among === 'mine' ? model.ids() : ids
  return choice[index % choice.length] ?? UNKNOWN_ID
}

export function pickCursor(
  { cursors }: World,
  side: Side,
  { among, index }: Cursor,
): KnownCursor | undefined {
  if (among === 'none') return undefined
  if (among === 'mine') return cursors.findLast((cursor) => cursor.side === side)
  return cursors[index % cursors.length]
}

export function expecting(
  { model }: Side,
  id: string,
  revision: Revision,
): { expectedRevision?: number } {
  const current = model.revisionOf(id)
  switch (revision) {
    case 'any':
      return {}
    case 'current':
      return { expectedRevision: current }
    case 'stale':
      return { expectedRevision: Math.max(current - 1, 1) }
    case 'future':
      return { expectedRevision: current + 1 }
  }
}
