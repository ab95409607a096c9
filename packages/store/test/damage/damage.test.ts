import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { isStoreError } from '../../src/errors.ts'
import type { OwnerKeys } from '../../src/redis/keys.ts'
import { allPages } from '../../testing/conformance/support/all-pages.ts'
import { text, withoutAccessTime } from '../../testing/conformance/support/samples.ts'
import { keysOf, newOwner, openStore, startRawRedis } from '../redis/support.ts'
import { anyDamage, type Damage, inflict } from './damages.ts'
import { conversationOf, fieldsOf, type Known, SECRET, someConversations } from './owner.ts'
import { listedSomewhere, namedSomewhere, ownKeys } from './stored-keys.ts'

/*
 * Damage stays where it is: whatever happens to an owner's stored values, calls on conversations
 * whose own values are whole neither fail nor lie. `pnpm test:damage` runs thousands of cases.
 */

const CASES = Number(process.env['DAMAGE_CASES'] ?? 150)

const server = await startRawRedis()
const store = openStore(server.url)
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

it(`stays where it is, in ${CASES} random cases`, { timeout: CASES * 400 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(anyDamage, { minLength: 1, maxLength: 3 }), oneCase), {
    numRuns: CASES,
    endOnFailure: CASES > 1000,
  })
})

async function oneCase(damages: Damage[]): Promise<void> {
  const owner = newOwner()
  const mine = store.forOwner(owner)
  const keys = keysOf(owner)
  const known = await someConversations(mine)
  const damaged = new Set<string>()
  let startsAreDamaged = false
  for (const damage of damages) {
    const all = await ownKeys(server.raw, keys)
    const key = all[damage.key % all.length] ?? ''
    damaged.add(conversationOf(keys, key) ?? '')
    startsAreDamaged ||= key === keys.starts
    await inflict(server.raw, key, damage)
  }
  const whole = known.filter(({ conversation }) => !damaged.has(conversation.id))
  const victims = known.filter(({ conversation }) => damaged.has(conversation.id))
  const before = await existing(keys, known)

  for (const victim of victims) await callDamaged(mine, victim)
  // A conversation in the wrong place of an index is met by a allPages, which puts it into its place.
  const listed = await listedSomewhere(server.raw, keys)
  await allPages(mine, { limit: 2 })
  await expectLists(
    mine,
    whole.filter(({ conversation }) => listed.has(conversation.id)),
  )
  for (const each of whole) {
    const isListed = listed.has(each.conversation.id)
    await callWhole(mine, each, { startsAreDamaged, isListed })
  }
  await expectLists(mine, whole)
  const afterwards = await existing(keys, known)
  expect(before.filter((key) => !afterwards.includes(key))).toStrictEqual([])
  await expectErased(mine, keys, whole)
}

async function existing(keys: OwnerKeys, known: Known[]): Promise<string[]> {
  const all = known.flatMap(({ conversation }) => Object.values(keys.conversation(conversation.id)))
  const there = await Promise.all(all.map((key) => server.raw.exists(key)))
  return all.filter((_, index) => there[index] === 1)
}

/** Whatever comes of it, it is one of the store's errors, not a bug, and quotes nothing. */
async function callDamaged(
  mine: OwnerConversations,
  { conversation: { id }, key, externalId }: Known,
) {
  const calls = [
    () => mine.get(id),
    () => mine.messages(id),
    () => mine.messages(id, { afterSeq: 1, limit: 1 }),
    () => mine.getAppendResult(id, key),
    () => mine.findByExternalId(externalId),
    () => mine.start({ idempotencyKey: key }),
    () => mine.append(id, { messages: [text(`${SECRET} four`)] }),
    () => mine.append(id, { messages: [text(`${SECRET} one`)], idempotencyKey: key }),
    () => mine.update(id, { title: `${SECRET} changed` }),
    () => mine.setStatus(id, 'active'),
  ]
  for (const call of calls) {
    const error = await call().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    if (error !== undefined) expectOfStore(error, String(call))
  }
}

function expectOfStore(error: unknown, call: string): void {
  const said = inspect(error, { depth: null, showHidden: true })
  expect(isStoreError(error), `${call}: ${said}`).toBe(true)
  expect(error, `${call}: ${said}`).not.toMatchObject({ reason: 'INTERNAL' })
  expect(said, call).not.toContain(SECRET)
}

async function expectLists(mine: OwnerConversations, whole: Known[]): Promise<void> {
  for (const status of [undefined, 'active', 'completed', 'archived'] as const) {
    const pages = await allPages(mine, { limit: 2, status })
    for (const page of pages.slice(0, -1)) expect(page).toHaveLength(2)
    const items = pages.flat()
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
    const times = items.map(({ updatedAt }) => updatedAt)
    expect(times).toStrictEqual([...times].sort().reverse())
    const expected = whole
      .map(({ conversation }) => conversation)
      .filter((conversation) => status === undefined || conversation.status === status)
    const listed = items.filter(({ id }) => expected.some((each) => each.id === id))
    expect(listed.map(withoutAccessTime).sort(byId)).toStrictEqual(
      expected.map(withoutAccessTime).sort(byId),
    )
  }
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)

/** Every call on it works, and gives back what was stored. */
async function callWhole(
  mine: OwnerConversations,
  known: Known,
  { startsAreDamaged, isListed }: { startsAreDamaged: boolean; isListed: boolean },
) {
  const { conversation, messages, key, externalId } = known
  const { id } = conversation
  const { externalId: _given, ...fields } = { ...fieldsOf(Number(key.slice(4))), externalId }
  expect(withoutAccessTime(await mine.get(id))).toStrictEqual(withoutAccessTime(conversation))
  expect((await mine.messages(id)).items).toStrictEqual(messages)
  expect((await mine.getAppendResult(id, key))?.messages).toStrictEqual(messages.slice(0, 2))
  // The index of external ids is made again from what is listed.
  if (isListed) expect((await mine.findByExternalId(externalId)).id).toBe(id)
  if (!startsAreDamaged) {
    const again = await mine.start({ ...fields, externalId, idempotencyKey: key })
    expect(again).toMatchObject({ replayed: true, conversation: { id } })
  }
  await mine.setStatus(id, 'active')
  const more = await mine.append(id, { messages: [text(`${SECRET} more`)], idempotencyKey: 'more' })
  const again = await mine.append(id, {
    messages: [text(`${SECRET} more`)],
    idempotencyKey: 'more',
  })
  expect(again).toMatchObject({ replayed: true, messages: more.messages })
  known.messages = [...messages, ...more.messages]
  known.conversation = await mine.update(id, { title: `${SECRET} renamed` })
  expect((await mine.messages(id)).items).toStrictEqual(known.messages)
}

async function expectErased(
  mine: OwnerConversations,
  keys: OwnerKeys,
  whole: Known[],
): Promise<void> {
  const there = await ownKeys(server.raw, keys)
  const named = await namedSomewhere(server.raw, keys)
  const readable = new Set((await allPages(mine)).flat().map(({ id }) => id))
  const { conversations, messages } = await mine.erase()
  const left = await ownKeys(server.raw, keys)
  expect(left.filter((key) => named.has(conversationOf(keys, key) ?? key))).toStrictEqual([])
  expect(left.filter((key) => keys.shared.includes(key))).toStrictEqual([])
  const ids = new Set(there.flatMap((key) => conversationOf(keys, key) ?? []))
  expect(conversations).toBeLessThanOrEqual(ids.size)
  expect(conversations).toBeGreaterThanOrEqual(readable.size)
  expect(messages).toBeGreaterThanOrEqual(whole.length * 4)
}
