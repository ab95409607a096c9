import { DEFAULT_LIMITS, STATUSES } from '@threadkeep/shared'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StartCommand } from '../../src/backend.ts'
import { newId } from '../../src/codec/ids.ts'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { ConversationNotFoundError } from '../../src/errors.ts'
import { createMemoryOwnerBackend } from '../../src/memory/owner-backend.ts'
import { createMemoryState } from '../../src/memory/state.ts'
import { reasonOf } from '../../testing/conformance/support/rejections.ts'
import { startMany, text } from '../../testing/conformance/support/samples.ts'
import { createStill, OWNER } from './support.ts'

const NOT_FOUND = new ConversationNotFoundError()

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

  it('starts ten thousand conversations of one owner without looking through them each time', async () => {
    const { mine } = createStill({ maxConversations: 20_000 })
    await startMany(mine, 10_000)
    expect(await reasonOf(mine.start())).toBe('TOO_MANY_CONVERSATIONS')
  })

  it('takes no account of what was only listed', async () => {
    const { mine } = createStill({ maxConversations: 2 })
    const [first, second] = await startMany(mine, 2)
    await mine.get(first?.id ?? '')
    await mine.list()
    await mine.start()
    expect(await reasonOf(mine.get(first?.id ?? ''))).toBe('ok')
    await expect(mine.get(second?.id ?? '')).rejects.toStrictEqual(NOT_FOUND)
  })

  it('keeps no pointer to what it dropped', async () => {
    const config = {
      kind: 'memory',
      ttlSeconds: 60,
      limits: DEFAULT_LIMITS,
      maxConversations: 3,
    } as const
    const state = createMemoryState(config, Date.now)
    const owner = createMemoryOwnerBackend(state, 'acme:ann')
    for (let index = 0; index < 10; index++) await owner.start(aStart(index))
    await owner.delete({ id: 'c9', dedupKey: 'delete', expectedRevision: undefined })
    const pointers = state.owners.get('acme:ann')
    expect([...(pointers?.ids ?? [])]).toStrictEqual(['c7', 'c8'])
    expect([...(pointers?.externalIds ?? [])]).toStrictEqual([
      ['agent-7', 'c7'],
      ['agent-8', 'c8'],
    ])
  })

  it('forgets regenerations after five minutes, also where there was no reply to remove', async () => {
    let now = Date.parse('2026-01-01T00:00:00.000Z')
    const config = {
      kind: 'memory',
      ttlSeconds: 3600,
      limits: DEFAULT_LIMITS,
      maxConversations: 1,
    } as const
    const state = createMemoryState(config, () => now)
    const owner = createMemoryOwnerBackend(state, 'acme:ann')
    await owner.start(aStart(0))
    const message = { id: newId(), role: 'user', content: { type: 'text', text: 'hi' } } as const
    const common = { id: 'c0', expectedRevision: undefined }
    await owner.append({
      ...common,
      dedupKey: 'append',
      payloadFingerprint: '',
      messages: [message],
      preview: '',
    })
    for (let index = 0; index < 20; index++) {
      await owner.regenerate({ ...common, dedupKey: `again ${index}`, token: null, leaseMs: 0 })
      now += 60_000
    }
    const [entry] = [...state.entries.values()]
    expect(entry?.regenerations.size).toBeLessThanOrEqual(7)
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
      { minLength: 30, maxLength: 40 },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const { store, pass } = createStill({ ttlSeconds: 10, maxConversations: 5 })
        const clients = ['ann', 'bob', 'eve'].map((userId) => store.forOwner({ ...OWNER, userId }))
        const known: string[] = []
        for (const { owner, call, index } of history) {
          const mine = clients[owner]
          if (mine === undefined) return
          if (call === 'wait') pass(index * 1500)
          else known.push(...(await tryCall(mine, call, known[index % known.length] ?? '', index)))
          await expectAgreement(clients)
        }
      }),
      { numRuns: 15 },
    )
  })
})

function aStart(index: number): StartCommand {
  return {
    id: `c${index}`,
    dedupKey: `k${index}`,
    payloadFingerprint: '',
    title: '',
    metadata: '{}',
    externalId: `agent-${index}`,
    sdkConversationRef: '',
    greeting: undefined,
  }
}

/** What a call returned. Rejections are part of every history. */
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

async function expectAgreement(clients: OwnerConversations[]): Promise<void> {
  let living = 0
  for (const mine of clients) {
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
      if (holders.length === 1 && reason === 'ok') {
        expect((await mine.findByExternalId(externalId)).id).toBe(holders[0]?.id)
      }
    }
  }
  expect(living).toBeLessThanOrEqual(5)
}
