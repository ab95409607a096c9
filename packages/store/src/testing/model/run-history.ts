import { randomUUID } from 'node:crypto'
import type { Owner, Status } from '@threadkeep/shared'
import type { ConversationStore, OwnerConversations } from '../../conversation-store.ts'
import { InvalidCursorError } from '../../errors.ts'
import { UNKNOWN_ID } from '../conformance/samples.ts'
import type { StoreSettings } from '../conformance/target.ts'
import { compare } from './compare.ts'
import { OwnerModel } from './model.ts'
import type { Cursor, History, Operation, Revision, Target } from './operations.ts'

interface Side {
  real: OwnerConversations
  model: OwnerModel
}

interface KnownCursor {
  text: string
  side: Side
  status: Status | undefined
  after: { id: string; updatedAt: string }
}

/**
 * Runs one history on a store and on the model, comparing every answer. Adds to `reached` what
 * came of each call: `append replayed`, `list INVALID_CURSOR`.
 */
export async function runHistory(
  store: ConversationStore,
  settings: StoreSettings,
  history: History,
  reached: Set<string>,
): Promise<void> {
  const sides = ownersOf(history).map((owner) => ({
    real: store.forOwner(owner),
    model: new OwnerModel(owner, settings),
  }))
  const ids: string[] = []
  const cursors: KnownCursor[] = []

  for (const operation of history.operations) {
    const side = sides[operation.owner % sides.length]
    if (side !== undefined) await step(side, operation)
  }
  for (const side of sides) {
    for (const call of ['export', 'erase', 'export'] as const) await step(side, { owner: 0, call })
  }

  async function step(side: Side, operation: Operation): Promise<void> {
    const { kind } = await run(side, operation)
    reached.add(`${operation.call} ${kind}`)
  }

  async function run(side: Side, operation: Operation): Promise<{ kind: string }> {
    const { real, model } = side
    switch (operation.call) {
      case 'start': {
        const { input } = operation
        const compared = await compare(
          () => real.start(input),
          (seen) => model.start(input, seen),
        )
        if (compared.answer !== undefined) ids.push(compared.answer.conversation.id)
        return compared
      }
      case 'get': {
        const id = pick(side, operation.target)
        return compare(
          () => real.get(id),
          (seen) => model.get(id, seen),
        )
      }
      case 'append': {
        const id = pick(side, operation.target)
        const { messages, key: idempotencyKey, on } = operation
        const input = { messages, idempotencyKey, ...expecting(model, id, on) }
        return compare(
          () => real.append(id, input),
          (seen) => model.append(id, input, seen),
        )
      }
      case 'recall': {
        const id = pick(side, operation.target)
        return compare(
          () => real.recall(id, operation.key),
          () => model.recall(id, operation.key),
        )
      }
      case 'messages': {
        const id = pick(side, operation.target)
        return compare(
          () => real.messages(id, operation.options),
          () => model.messages(id, operation.options),
        )
      }
      case 'list':
        return list(side, operation)
      case 'setStatus': {
        const id = pick(side, operation.target)
        const { status } = operation
        const options = expecting(model, id, operation.on)
        return compare(
          () => real.setStatus(id, status, options),
          (seen) => model.update(id, { status }, options, seen),
        )
      }
      case 'update': {
        const id = pick(side, operation.target)
        const options = expecting(model, id, operation.on)
        return compare(
          () => real.update(id, operation.fields, options),
          (seen) => model.update(id, operation.fields, options, seen),
        )
      }
      case 'findByExternalId':
        return compare(
          () => real.findByExternalId(operation.externalId),
          (seen) => model.findByExternalId(operation.externalId, seen),
        )
      case 'delete': {
        const id = pick(side, operation.target)
        return compare(
          () => real.delete(id),
          () => model.delete(id),
        )
      }
      case 'erase':
        return compare(
          () => real.erase(),
          () => model.erase(),
        )
      case 'export':
        return compare(
          () => collect(real.export()),
          (seen) => model.export(seen),
        )
    }
  }

  async function list(
    side: Side,
    { status, limit, cursor }: Extract<Operation, { call: 'list' }>,
  ): Promise<{ kind: string }> {
    const known = pickCursor(side, cursor)
    // A cursor of the owner's own is used with its own filter, to get further than a refusal.
    const filter = cursor.among === 'mine' && known !== undefined ? known.status : status
    const compared = await compare(
      () => side.real.list({ status: filter, limit, cursor: known?.text }),
      (seen) => {
        if (known !== undefined && (known.side !== side || known.status !== filter)) {
          throw new InvalidCursorError()
        }
        const query = { status: filter, limit, after: known?.after }
        const { items, hasMore } = side.model.list(query, seen?.items)
        return { items, nextCursor: hasMore ? (seen?.nextCursor ?? '(a cursor)') : null }
      },
    )
    const text = compared.answer?.nextCursor
    const after = compared.answer?.items.at(-1)
    if (typeof text !== 'string' || after === undefined) return compared
    cursors.push({ text, side, status: filter, after })
    return { kind: known === undefined ? 'first page of many' : 'page between others' }
  }

  function pick({ model }: Side, { among, index }: Target): string {
    const choice = among === 'mine' ? model.ids : ids
    return choice[index % choice.length] ?? UNKNOWN_ID
  }

  function pickCursor(side: Side, { among, index }: Cursor): KnownCursor | undefined {
    if (among === 'none') return undefined
    if (among === 'mine') return cursors.findLast((cursor) => cursor.side === side)
    return cursors[index % cursors.length]
  }
}

/** Owners of this run only, the last of them with a separator moved from one id to the other. */
function ownersOf({ userIds }: History): Owner[] {
  const run = randomUUID()
  const [first = 'a', second = 'b', third = 'c'] = userIds
  return [
    { tenantId: run, userId: first },
    { tenantId: run, userId: second },
    { tenantId: `${run}:${first}`.slice(0, 900).toWellFormed(), userId: third },
  ]
}

function expecting(model: OwnerModel, id: string, on: Revision): { expectedRevision?: number } {
  const current = model.revisionOf(id)
  switch (on) {
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

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
