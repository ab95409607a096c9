import { randomUUID } from 'node:crypto'
import type { Owner, Status } from '@threadkeep/shared'
import { expect } from 'vitest'
import type { ConversationStore, OwnerConversations } from '../../conversation-store.ts'
import { InvalidCursorError } from '../../errors.ts'
import { UNKNOWN_ID } from '../conformance/samples.ts'
import type { StoreSettings } from '../conformance/target.ts'
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

/** Runs one history on a store and on the model, and compares every answer with the model's. */
export async function runHistory(
  store: ConversationStore,
  settings: StoreSettings,
  history: History,
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
    await step(side, { owner: 0, call: 'export' })
    await step(side, { owner: 0, call: 'erase' })
    await step(side, { owner: 0, call: 'export' })
  }

  async function step(side: Side, operation: Operation): Promise<void> {
    const { real, model } = side
    switch (operation.call) {
      case 'start': {
        const { input } = operation
        const seen = await same(
          () => real.start(input),
          (seen) => model.start(input, seen),
        )
        if (seen !== undefined) ids.push(seen.conversation.id)
        return
      }
      case 'get': {
        const id = pick(side, operation.target)
        await same(
          () => real.get(id),
          (seen) => model.get(id, seen),
        )
        return
      }
      case 'append': {
        const id = pick(side, operation.target)
        const input = {
          messages: operation.messages,
          idempotencyKey: operation.key,
          ...expecting(model, id, operation.on),
        }
        await same(
          () => real.append(id, input),
          (seen) => model.append(id, input, seen),
        )
        return
      }
      case 'recall': {
        const id = pick(side, operation.target)
        await same(
          () => real.recall(id, operation.key),
          () => model.recall(id, operation.key),
        )
        return
      }
      case 'messages': {
        const id = pick(side, operation.target)
        await same(
          () => real.messages(id, operation.options),
          () => model.messages(id, operation.options),
        )
        return
      }
      case 'list':
        return list(side, operation)
      case 'setStatus': {
        const id = pick(side, operation.target)
        const { status } = operation
        const options = expecting(model, id, operation.on)
        await same(
          () => real.setStatus(id, status, options),
          (seen) => model.update(id, { status }, options, seen),
        )
        return
      }
      case 'update': {
        const id = pick(side, operation.target)
        const { fields } = operation
        const options = expecting(model, id, operation.on)
        await same(
          () => real.update(id, fields, options),
          (seen) => model.update(id, fields, options, seen),
        )
        return
      }
      case 'findByExternalId':
        await same(
          () => real.findByExternalId(operation.externalId),
          (seen) => model.findByExternalId(operation.externalId, seen),
        )
        return
      case 'delete': {
        const id = pick(side, operation.target)
        await same(
          () => real.delete(id),
          () => model.delete(id),
        )
        return
      }
      case 'erase':
        await same(
          () => real.erase(),
          () => model.erase(),
        )
        return
      case 'export':
        await same(
          () => collect(real.export()),
          (seen) => model.export(seen),
        )
        return
    }
  }

  async function list(
    side: Side,
    { status, limit, cursor }: Extract<Operation, { call: 'list' }>,
  ): Promise<void> {
    const known = pickCursor(side, cursor)
    // A cursor of the owner's own is used with its own filter, to get further than a refusal.
    const filter = cursor.among === 'mine' && known !== undefined ? known.status : status
    const page = await same(
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
    const after = page?.items.at(-1)
    if (page !== undefined && page.nextCursor !== null && after !== undefined) {
      cursors.push({ text: page.nextCursor, side, status: filter, after })
    }
  }

  function pick(side: Side, { among, index }: Target): string {
    const choice = among === 'mine' ? side.model.ids : ids
    return choice[index % choice.length] ?? UNKNOWN_ID
  }

  function pickCursor(side: Side, { among, index }: Cursor): KnownCursor | undefined {
    if (among === 'none') return undefined
    if (among === 'mine') return cursors.findLast((cursor) => cursor.side === side)
    return cursors[index % cursors.length]
  }
}

/** Awaits the store's answer or refusal and expects the model to say the same. */
async function same<Answer>(
  real: () => Promise<Answer>,
  model: (seen: Answer | undefined) => Answer,
): Promise<Answer | undefined> {
  let answer: Answer
  try {
    answer = await real()
  } catch (refusal) {
    expect({ refusal }).toStrictEqual(outcomeOf(() => model(undefined)))
    return undefined
  }
  expect({ answer }).toStrictEqual(outcomeOf(() => model(answer)))
  return answer
}

function outcomeOf<Answer>(work: () => Answer): { answer: Answer } | { refusal: unknown } {
  try {
    return { answer: work() }
  } catch (refusal) {
    return { refusal }
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
