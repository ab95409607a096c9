import { DEFAULT_LIMITS, type Owner, STATUSES } from '@threadkeep/shared'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { createStore } from '../../src/create-store.ts'
import { ConversationNotFoundError } from '../../src/errors.ts'
import { reasonOf } from '../../src/testing/conformance/refusals.ts'
import { startMany, text } from '../../src/testing/conformance/samples.ts'

const OWNER: Owner = { tenantId: 'acme', userId: 'ann' }
const DAY_MS = 86_400_000
const NOT_FOUND = new ConversationNotFoundError()

/** A store whose time stands still until it is moved. */
function createStill({ ttlSeconds = 3600, maxConversations = 100 } = {}) {
  let now = Date.parse('2026-01-01T00:00:00.000Z')
  const store = createStore(
    { kind: 'memory', ttlSeconds, limits: DEFAULT_LIMITS, maxConversations },
    { clock: () => now },
  )
  const pass = (ms: number) => {
    now += ms
  }
  return { store, mine: store.forOwner(OWNER), pass }
}

describe('the memory store at its bound', () => {
  it('drops whole the conversation that was used least recently', async () => {
    const { store, mine } = createStill({ maxConversations: 3 })
    const [first, second, third] = await startMany(mine, 3)
    await mine.update(second?.id ?? '', { externalId: 'agent-2' })
    await mine.get(first?.id ?? '')
    await mine.get(third?.id ?? '')
    await store.forOwner({ ...OWNER, userId: 'bob' }).start()

    await expect(mine.get(second?.id ?? '')).rejects.toStrictEqual(NOT_FOUND)
    await expect(mine.findByExternalId('agent-2')).rejects.toStrictEqual(NOT_FOUND)
    const listed = (await mine.list()).items.map((item) => item.title)
    expect(listed.sort()).toStrictEqual(['number 1', 'number 3'])
    expect((await mine.list({ status: 'active' })).items).toHaveLength(2)
  })

  it('is not saved from dropping by being listed', async () => {
    const { mine } = createStill({ maxConversations: 2 })
    const [first] = await startMany(mine, 2)
    await mine.list()
    await mine.start()
    await expect(mine.get(first?.id ?? '')).rejects.toStrictEqual(NOT_FOUND)
  })

  it('never lists, finds or counts what it dropped', async () => {
    const steps = fc.array(
      fc.record({
        owner: fc.nat(2),
        call: fc.constantFrom(
          'start',
          'start',
          'get',
          'append',
          'update',
          'setStatus',
          'delete',
          'wait',
        ),
        index: fc.nat(4),
      }),
      { minLength: 30, maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const { store, pass } = createStill({ ttlSeconds: 10, maxConversations: 5 })
        const hands = ['ann', 'bob', 'eve'].map((userId) => store.forOwner({ ...OWNER, userId }))
        const known: string[] = []
        for (const { owner, call, index } of history) {
          const mine = hands[owner]
          if (mine === undefined) return
          if (call === 'wait') pass(index * 1500)
          else known.push(...(await tryCall(mine, call, known[index % known.length] ?? '', index)))
          await expectAgreement(hands)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('the memory store over time', () => {
  it('keeps a conversation until its TTL has passed since the last change', async () => {
    const { mine, pass } = createStill({ ttlSeconds: 60 })
    const { id } = (await mine.start({ externalId: 'agent-1' })).conversation
    pass(30_000)
    await mine.append(id, { messages: [text('a')] })
    pass(59_999)
    expect((await mine.get(id)).messageCount).toBe(1)
    expect((await mine.list()).items).toHaveLength(1)
    pass(2)
    await expect(mine.get(id)).rejects.toStrictEqual(NOT_FOUND)
    await expect(mine.findByExternalId('agent-1')).rejects.toStrictEqual(NOT_FOUND)
    expect((await mine.list()).items).toStrictEqual([])
    expect(await mine.erase()).toStrictEqual({ conversations: 0, messages: 0 })
  })

  it('never tells an earlier time after a later one, though the clock is set back', async () => {
    const { mine, pass } = createStill()
    const { conversation } = await mine.start()
    const { id, updatedAt } = conversation
    pass(-60_000)
    const later = (ms: number) => new Date(Date.parse(updatedAt) + ms).toISOString()
    expect((await mine.get(id)).lastAccessedAt).toBe(updatedAt)
    const appended = await mine.append(id, { messages: [text('a')] })
    expect(appended.conversation.updatedAt).toBe(later(1))
    expect(appended.messages[0]?.createdAt).toBe(later(1))
    expect((await mine.update(id, { title: 'b' })).updatedAt).toBe(later(2))
    expect((await mine.setStatus(id, 'archived')).updatedAt).toBe(later(3))
    expect((await mine.get(id)).lastAccessedAt).toBe(later(3))
  })

  it('remembers the key of a start for a day, and of an append as long as the conversation', async () => {
    const { mine, pass } = createStill({ ttlSeconds: 30 * 86_400 })
    const first = await mine.start({ idempotencyKey: 'k' })
    const { id } = first.conversation
    const input = { messages: [text('a')], idempotencyKey: 'k' }
    const appended = await mine.append(id, input)
    pass(DAY_MS - 1)
    expect(await mine.start({ idempotencyKey: 'k' })).toStrictEqual({ ...first, replayed: true })
    pass(28 * DAY_MS)
    expect(await mine.append(id, input)).toStrictEqual({ ...appended, replayed: true })
  })
})

/** What a call made known. Refusals are part of every history. */
async function tryCall(
  mine: OwnerConversations,
  call: string,
  id: string,
  index: number,
): Promise<string[]> {
  const status = STATUSES[index % 3] ?? 'active'
  if (call === 'start') {
    const { conversation } = await mine.start({ externalId: `agent-${index}` })
    return [conversation.id]
  }
  if (call === 'get') await reasonOf(mine.get(id))
  if (call === 'append') await reasonOf(mine.append(id, { messages: [text('a')] }))
  if (call === 'update') await reasonOf(mine.update(id, { externalId: `agent-${index}` }))
  if (call === 'setStatus') await reasonOf(mine.setStatus(id, status))
  if (call === 'delete') await reasonOf(mine.delete(id))
  return []
}

async function expectAgreement(hands: OwnerConversations[]): Promise<void> {
  let living = 0
  for (const mine of hands) {
    const { items } = await mine.list({ limit: 100 })
    living += items.length
    for (const status of STATUSES) {
      const filtered = await mine.list({ status, limit: 100 })
      expect(filtered.items).toStrictEqual(items.filter((item) => item.status === status))
    }
    for (let index = 0; index < 5; index++) {
      const externalId = `agent-${index}`
      const holders = items.filter((item) => item.externalId === externalId)
      const reason = await reasonOf(mine.findByExternalId(externalId))
      if (holders.length === 0) expect(reason).toBe('CONVERSATION_NOT_FOUND')
      if (holders.length === 1 && reason === 'answered') {
        expect((await mine.findByExternalId(externalId)).id).toBe(holders[0]?.id)
      }
    }
  }
  expect(living).toBeLessThanOrEqual(5)
}
