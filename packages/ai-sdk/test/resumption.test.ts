import { createGate } from '@threadkeep/agents/testing'
import { watch } from '@threadkeep/client'
import { expect, it } from 'vitest'
import { ThreadkeepChatTransport } from '../src/index.ts'
import { PATIENCE } from './support/api-process.ts'
import { exchange, expectShownAsStored, linesOf, startConversation } from './support/connect.ts'
import { describeOnEveryApi } from './support/every-api.ts'

describeOnEveryApi('a chat that is resumed', ({ agent, url }) => {
  it('resumes a reply from its beginning, in every tab, and stops it from any', async () => {
    const { openTab, id } = await startConversation(url())
    const first = await openTab()
    const sent = first.chat.sendMessage({ text: 'Hello' })
    const turn = await agent().nextTurn(id)
    await turn.say('One ')
    await expect.poll(() => linesOf(first.chat.messages), PATIENCE).toContain('assistant: One ')
    const second = await openTab()
    const resumed = second.chat.resumeStream()
    await expect.poll(() => linesOf(second.chat.messages), PATIENCE).toContain('assistant: One ')
    await turn.say('two')
    for (const { chat } of [first, second]) {
      await expect.poll(() => linesOf(chat.messages), PATIENCE).toContain('assistant: One two')
    }
    await second.chat.stop()
    await Promise.all([sent, resumed, turn.closed])
    expect(first.finishes).toMatchObject([{ finishReason: 'interrupted', isError: false }])
    expect(first.chat.lastMessage?.metadata).toEqual({ finishReason: 'stopped' })
    await expectShownAsStored(first)
    await first.chat.resumeStream()
    expect(first.finishes).toHaveLength(1)
    expect(first.chat.status).toBe('ready')
  })

  it('resumes nothing where no reply is being written', async () => {
    const { openTab, id, client } = await startConversation(url())
    const transport = new ThreadkeepChatTransport({ client })
    expect(await transport.reconnectToStream({ chatId: id })).toBeNull()
    const tab = await openTab()
    await exchange(agent(), tab, 'Hello', 'Hi')
    expect(await transport.reconnectToStream({ chatId: id })).toBeNull()
    const sent = tab.chat.sendMessage({ text: 'Fail' })
    await (await agent().nextTurn(id)).fail()
    await sent
    expect(await transport.reconnectToStream({ chatId: id })).toBeNull()
  })

  it('shows a reply that was stored between the load of the page and its resumption', async () => {
    const { openTab, id } = await startConversation(url())
    const first = await openTab()
    const sent = first.chat.sendMessage({ text: 'Hello' })
    const turn = await agent().nextTurn(id)
    const second = await openTab()
    await turn.say('Hi')
    await turn.end()
    await sent
    await second.chat.resumeStream()
    expect(linesOf(second.chat.messages)).toEqual(['user: Hello', 'assistant: Hi'])
    await expectShownAsStored(second)
    expect(second.finishes).toHaveLength(1)
  })

  it('does not stop the agent where the page ends before it shows the reply', async () => {
    const { openTab, id } = await startConversation(url())
    const first = await openTab()
    const sent = first.chat.sendMessage({ text: 'Hello' })
    const turn = await agent().nextTurn(id)
    const asked = createGate()
    const released = createGate()
    let isHeld = false
    const requests: string[] = []
    const second = await openTab({
      async fetch(input, init) {
        requests.push(String(input))
        if (isHeld && String(input).includes('conversation.messages')) {
          asked.open()
          await released.opened
        }
        return fetch(input, init)
      },
    })
    isHeld = true
    // As React's strict mode does, right after it has begun to resume.
    const resumed = second.chat.resumeStream()
    await asked.opened
    // By then its watch has told of the run as well.
    for await (const { data } of watch(first.client, id)) if (data.type === 'run') break
    await second.chat.stop()
    await resumed
    isHeld = false
    released.open()
    const again = second.chat.resumeStream()
    await expect.poll(() => second.chat.status, PATIENCE).toBe('submitted')
    await turn.say('Hi')
    await turn.end()
    await Promise.all([sent, again])
    expect(linesOf(second.chat.messages)).toEqual(['user: Hello', 'assistant: Hi'])
    expect(first.finishes).toMatchObject([{ finishReason: 'stop' }])
    expect(requests.filter((url) => url.includes('conversation.stop'))).toEqual([])
  })
})
