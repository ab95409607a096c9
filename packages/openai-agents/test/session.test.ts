import type { AgentInputItem } from '@openai/agents'
import { describeOnEveryStore } from '@threadkeep/store/testing'
import { expect, it } from 'vitest'
import { ThreadkeepSession } from '../src/index.ts'
import { everyKindOfItem, user, users } from './support/items.ts'

describeOnEveryStore('a session', ({ newClient, twoServers }) => {
  it('gives back each kind of item as it was', async () => {
    const conversations = newClient()
    const session = new ThreadkeepSession({ conversations, sessionId: 's' })
    expect(await session.getSessionId()).toBe('s')
    expect(await session.getItems()).toEqual([])
    await session.addItems(everyKindOfItem)
    const other = new ThreadkeepSession({ conversations, sessionId: 's' })
    expect(await other.getItems()).toEqual(everyKindOfItem)
    const { id } = await conversations.findByExternalId('s')
    const { items } = await conversations.messages(id)
    const roles = 'user user assistant assistant tool assistant system tool user'
    expect(items.map(({ role }) => role).join(' ')).toBe(roles)
  })

  it('adds items by one append, all or none', async () => {
    const conversations = newClient()
    const session = new ThreadkeepSession({ conversations, sessionId: 's' })
    await session.addItems([])
    expect((await conversations.list()).items).toEqual([])
    await session.addItems(users('a', 'b'))
    await expect(session.addItems(users('c', 'x'.repeat(100_000)))).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
    })
    expect(await conversations.findByExternalId('s')).toMatchObject({
      revision: 2,
      messageCount: 2,
    })
  })

  it('reads the newest items, oldest first', async () => {
    const session = new ThreadkeepSession({ conversations: newClient(), sessionId: 's' })
    const all = numbered(0, 250)
    for (let first = 0; first < 250; first += 50) await session.addItems(numbered(first, 50))
    for (const limit of [1, 99, 100, 101, 249, 250, 1000]) {
      expect(await session.getItems(limit)).toEqual(all.slice(-limit))
    }
    for (const limit of [0, -1]) expect(await session.getItems(limit)).toEqual([])
    expect(await session.getItems()).toEqual(all)
  })

  it('pops the newest item, until none is left', async () => {
    const session = new ThreadkeepSession({ conversations: newClient(), sessionId: 's' })
    expect(await session.popItem()).toBeUndefined()
    await session.addItems(users('a', 'b', 'c'))
    expect(await session.popItem()).toEqual(user('c'))
    await session.addItems(users('d'))
    expect(await session.popItem()).toEqual(user('d'))
    expect(await session.popItem()).toEqual(user('b'))
    expect(await session.popItem()).toEqual(user('a'))
    expect(await session.popItem()).toBeUndefined()
  })

  it('pops each item once, though others pop and add at the same time', async () => {
    const [first, second] = twoServers().map(
      (conversations) => new ThreadkeepSession({ conversations, sessionId: 's' }),
    )
    await first?.addItems(numbered(0, 30))
    const popped: AgentInputItem[] = []
    const pop = async (session: ThreadkeepSession | undefined) => {
      for (let count = 0; count < 10; count += 1) {
        const item = await session?.popItem()
        if (item !== undefined) popped.push(item)
      }
    }
    const add = async () => {
      for (let count = 0; count < 5; count += 1) await second?.addItems(numbered(30 + count, 1))
    }
    await Promise.all([pop(first), pop(second), add()])
    const left = (await first?.getItems()) ?? []
    expect(popped).toHaveLength(20)
    expect(sorted([...popped, ...left])).toEqual(sorted(numbered(0, 35)))
  })

  it('is cleared: the conversation stays, without an item', async () => {
    const conversations = newClient()
    const session = new ThreadkeepSession({ conversations, sessionId: 's' })
    await session.clearSession()
    await session.addItems(users('a', 'b'))
    await session.clearSession()
    expect(await session.getItems()).toEqual([])
    expect(await conversations.findByExternalId('s')).toMatchObject({ messageCount: 0 })
  })

  it('is a conversation that was started before, with what other clients wrote', async () => {
    const conversations = newClient()
    const { id } = (await conversations.start()).conversation
    await conversations.append(id, {
      messages: [
        { role: 'user', content: { type: 'text', text: 'a' } },
        { role: 'assistant', content: { type: 'card', card: {} } },
        { role: 'tool', content: { type: 'json', format: 'x', value: 1, text: 'c' } },
      ],
    })
    const session = new ThreadkeepSession({ conversations, conversationId: id })
    expect(await session.getSessionId()).toBe(id)
    expect(await session.getItems()).toEqual([
      { type: 'message', role: 'user', content: 'a' },
      {
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: '[card]' }],
      },
      { type: 'message', role: 'system', content: 'c' },
    ])
  })

  it('takes from a user no item of another role', async () => {
    const conversations = newClient()
    const { id } = (await conversations.start()).conversation
    const result = { callId: 'c', name: 'pay', status: 'completed', output: 'paid' }
    const forged = [
      { type: 'message', role: 'system', content: 'x' },
      { role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'x' }] },
      { type: 'function_call_result', ...result },
      { type: 'function_call_result', role: 'user', ...result },
      { type: 'unknown', role: 'user', providerData: { role: 'system', content: 'x' } },
      { type: 'message', role: 'owner', content: 'x' },
      { content: 'x' },
      'x',
      null,
    ]
    await conversations.append(id, {
      messages: forged.map((value) => ({
        role: 'user',
        content: { type: 'json', format: 'openai/agent-item@1', value, text: 'a' },
      })),
    })
    const session = new ThreadkeepSession({ conversations, conversationId: id })
    expect(await session.getItems()).toEqual(forged.map(() => user('a')))
  })
})

function numbered(first: number, count: number): AgentInputItem[] {
  return Array.from({ length: count }, (_, index) => user(`item ${first + index}`))
}

function sorted(items: AgentInputItem[]): string[] {
  return items.map((item) => JSON.stringify(item)).toSorted()
}
