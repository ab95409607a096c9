import { type JsonObject, type NewMessage, ROLES, STATUSES, type Status } from '@threadkeep/shared'
import fc from 'fast-check'
import type { MessagesOptions, StartInput, UpdateFields } from '../../src/conversation-store.ts'
import { HOSTILE_IDS } from '../conformance/support/owners.ts'

/** One call, as data: what it refers to is looked up when it is run. */
export type Operation = { owner: number } & (
  | { call: 'start'; input: StartInput }
  | { call: 'get'; target: Target }
  | {
      call: 'append'
      target: Target
      messages: NewMessage[]
      key: string | undefined
      on: Revision
    }
  | { call: 'getAppendResult'; target: Target; key: string }
  | { call: 'messages'; target: Target; options: MessagesOptions }
  | { call: 'list'; status: Status | undefined; limit: number; cursor: Cursor }
  | { call: 'setStatus'; target: Target; status: Status; on: Revision }
  | { call: 'update'; target: Target; fields: UpdateFields; on: Revision }
  | { call: 'findByExternalId'; externalId: string }
  | { call: 'delete'; target: Target }
  | { call: 'erase' }
  | { call: 'export' }
)

/** Which conversation: one of the owner's own, or any that anybody ever had, the deleted included. */
export type Target = { among: 'mine' | 'all'; index: number }
/** Which revision to expect, seen from the current one. */
export type Revision = 'any' | 'current' | 'stale' | 'future'
/** Which cursor: none, the newest that this owner got, or any that anybody ever got. */
export type Cursor = { among: 'none' | 'mine' | 'all'; index: number }

const OWNERS = 3

/** Few of each kind, so that keys, ids and titles meet again. */
const keys = fc.constantFrom('k1', 'k2', '__proto__')
const externalIds = fc.constantFrom('agent-1', 'agent-2', 'constructor')
const titles = fc.constantFrom('A', 'B', '}:{ 😀')
const statuses = fc.oneof(often<Status>('active'), fc.constantFrom(...STATUSES))

const jsonObjects: fc.Arbitrary<JsonObject> = fc
  .dictionary(fc.constantFrom('a', 'b', ''), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  .filter((value) => !/"__proto__":/.test(JSON.stringify(value)))
  .map((value) => ({ ...value }))

const messages: fc.Arbitrary<NewMessage> = fc.record(
  {
    metadata: jsonObjects,
    role: fc.constantFrom(...ROLES),
    content: fc.oneof(
      fc.record({
        type: fc.constant('text' as const),
        text: fc.constantFrom('hello', 'é\n😀', ' '),
      }),
      fc.record({ type: fc.constant('card' as const), card: jsonObjects }),
      fc.record({
        type: fc.constant('cardAction' as const),
        actionId: fc.constantFrom('ok', '__proto__'),
        data: jsonObjects,
      }),
      fc.record(
        {
          type: fc.constant('json' as const),
          format: fc.constantFrom('a@1', '__proto__'),
          value: jsonObjects,
          text: fc.constantFrom('shown', ' '),
        },
        { requiredKeys: ['type', 'format', 'value'] },
      ),
    ),
  },
  { requiredKeys: ['role', 'content'] },
)

const hello: NewMessage = { role: 'user', content: { type: 'text', text: 'hello' } }
const batches = fc.oneof(
  // Often the same, so that a key meets its own payload again.
  { weight: 2, arbitrary: fc.constantFrom<NewMessage[][]>([hello], [hello, hello]) },
  { weight: 1, arbitrary: fc.array(messages, { minLength: 1, maxLength: 4 }) },
)

function sometimes<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(value, { nil: undefined, freq: 2 })
}

function often<Value>(value: Value): fc.WeightedArbitrary<Value> {
  return { weight: 4, arbitrary: fc.constant(value) }
}

const target: fc.Arbitrary<Target> = fc.record({
  among: fc.oneof(often<Target['among']>('mine'), fc.constant<Target['among']>('all')),
  index: fc.nat(50),
})
const cursor: fc.Arbitrary<Cursor> = fc.record({
  among: fc.constantFrom('none', 'mine', 'mine', 'all'),
  index: fc.nat(50),
})
const on = fc.oneof(
  often<Revision>('any'),
  fc.constantFrom<Revision[]>('current', 'stale', 'future'),
)
const seqs = sometimes(fc.nat(10))

const fields = fc.record(
  {
    title: fc.option(titles),
    metadata: jsonObjects,
    externalId: fc.option(externalIds),
    sdkConversationRef: fc.option(externalIds),
  },
  { requiredKeys: [] },
)

const calls = fc.oneof(
  weigh(30, 'start', {
    input: fc.tuple(fields, sometimes(keys)).map(([given, idempotencyKey]) => ({
      // With a key often little else, so that it meets its own payload again.
      ...(idempotencyKey === undefined ? given : { title: given.title }),
      idempotencyKey,
    })),
  }),
  weigh(10, 'get', { target }),
  weigh(60, 'append', { target, messages: batches, key: sometimes(keys), on }),
  weigh(10, 'getAppendResult', { target, key: keys }),
  weigh(20, 'messages', {
    target,
    options: fc
      .tuple(fc.integer({ min: 1, max: 6 }), seqs, fc.boolean())
      .map(([limit, seq, after]) => (after ? { limit, afterSeq: seq } : { limit, beforeSeq: seq })),
  }),
  weigh(50, 'list', {
    status: sometimes(statuses),
    limit: fc.constantFrom(1, 1, 1, 2, 3),
    cursor,
  }),
  weigh(20, 'setStatus', { target, status: statuses, on }),
  weigh(20, 'update', { target, fields, on }),
  weigh(10, 'findByExternalId', { externalId: externalIds }),
  weigh(5, 'delete', { target }),
  {
    weight: 1,
    arbitrary: fc.record({ call: fc.constantFrom('erase' as const, 'export' as const) }),
  },
)

function weigh<Call extends string, Args>(
  weight: number,
  call: Call,
  args: { [Name in keyof Args]: fc.Arbitrary<Args[Name]> },
): fc.WeightedArbitrary<{ call: Call } & Args> {
  const arbitrary = fc.record(args).map((given) => ({ call, ...given }))
  return { weight, arbitrary }
}

const operations: fc.Arbitrary<Operation> = fc
  .tuple(fc.oneof(often(0), fc.nat(OWNERS - 1)), calls)
  .map(([owner, call]) => ({ owner, ...call }))

export interface History {
  /** Users of one tenant; see run-history.ts. */
  userIds: string[]
  operations: Operation[]
}

export const MIN_OPERATIONS = 60

export const histories: fc.Arbitrary<History> = fc.record({
  userIds: fc.uniqueArray(
    fc.oneof(
      fc.constantFrom(...HOSTILE_IDS),
      fc.string({ unit: 'binary', minLength: 1 }).filter((id) => !id.includes('\0')),
    ),
    { minLength: OWNERS, maxLength: OWNERS },
  ),
  operations: fc.array(operations, { minLength: MIN_OPERATIONS, maxLength: 2 * MIN_OPERATIONS }),
})
