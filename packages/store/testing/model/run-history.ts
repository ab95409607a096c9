import type { ConversationStore } from '../../src/conversation-store.ts'
import { InvalidCursorError } from '../../src/errors.ts'
import { exportWhole } from '../conformance/support/all-pages.ts'
import type { StoreSettings } from '../conformance/support/target.ts'
import { type Compared, compare } from './compare.ts'
import type { History, Operation } from './operations.ts'
import { createWorld, expecting, pickCursor, pickId, type Side, type World } from './world.ts'

/**
 * Runs one history on a store and on the model, comparing every result. Adds to `reached` what
 * came of each call: `append replayed`, `list INVALID_CURSOR`.
 */
export async function runHistory(
  store: ConversationStore,
  settings: StoreSettings,
  history: History,
  reached: Set<string>,
): Promise<void> {
  const world = createWorld(store, settings, history)
  for (const operation of history.operations) {
    const side = world.sides[operation.owner % world.sides.length]
    if (side !== undefined) await step(side, operation)
  }
  for (const side of world.sides) {
    for (const call of ['export', 'erase', 'export'] as const) await step(side, { owner: 0, call })
  }

  async function step(side: Side, operation: Operation): Promise<void> {
    const { kind } = await runOperation(world, side, operation)
    reached.add(`${operation.call} ${kind}`)
  }
}

async function runOperation(
  world: World,
  side: Side,
  operation: Operation,
): Promise<Compared<unknown>> {
  const { real, model } = side
  switch (operation.call) {
    case 'start': {
      const { input } = operation
      const compared = await compare(
        () => real.start(input),
        (seen) => model.start(input, seen),
      )
      if (compared.result !== undefined) world.ids.push(compared.result.conversation.id)
      return compared
    }
    case 'get': {
      const id = pickId(world, side, operation.target)
      return compare(
        () => real.get(id),
        (seen) => model.get(id, seen),
      )
    }
    case 'append': {
      const id = pickId(world, side, operation.target)
      const { messages, key: idempotencyKey, on } = operation
      const input = { messages, idempotencyKey, ...expecting(side, id, on) }
      return compare(
        () => real.append(id, input),
        (seen) => model.append(id, input, seen),
      )
    }
    case 'getAppendResult': {
      const id = pickId(world, side, operation.target)
      return compare(
        () => real.getAppendResult(id, operation.key),
        (seen) => model.getAppendResult(id, operation.key, seen),
      )
    }
    case 'messages': {
      const id = pickId(world, side, operation.target)
      return compare(
        () => real.messages(id, operation.options),
        () => model.messages(id, operation.options),
      )
    }
    case 'list':
      return runList(world, side, operation)
    case 'setStatus': {
      const id = pickId(world, side, operation.target)
      const { status } = operation
      const options = expecting(side, id, operation.on)
      return compare(
        () => real.setStatus(id, status, options),
        (seen) => model.update(id, { status }, options, seen),
      )
    }
    case 'update': {
      const id = pickId(world, side, operation.target)
      const options = expecting(side, id, operation.on)
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
      const id = pickId(world, side, operation.target)
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
        () => exportWhole(real),
        (seen) => model.export(seen),
      )
  }
}

async function runList(
  world: World,
  side: Side,
  { status, limit, cursor }: Extract<Operation, { call: 'list' }>,
): Promise<Compared<unknown>> {
  const known = pickCursor(world, side, cursor)
  // A cursor of the owner's own is used with its own filter, to get further than a rejection.
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
  const text = compared.result?.nextCursor
  const after = compared.result?.items.at(-1)
  if (typeof text !== 'string' || after === undefined) return compared
  world.cursors.push({ text, side, status: filter, after })
  return { kind: known === undefined ? 'first page of many' : 'page between others' }
}
