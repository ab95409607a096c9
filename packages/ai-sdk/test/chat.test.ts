import { failureReason } from '@threadkeep/client'
import { expect, it } from 'vitest'
import { loadMessages } from '../src/index.ts'
import { PATIENCE } from './support/api-process.ts'
import { exchange, expectShownAsStored, linesOf, startConversation } from './support/connect.ts'
import { describeOnEveryApi } from './support/every-api.ts'

describeOnEveryApi('a chat', ({ agent, url }) => {
  it('streams a reply, and shows in the end what is stored', async () => {
    const { openTab, id } = await startConversation(url())
    const tab = await openTab()
    const { chat } = tab
    const sent = chat.sendMessage({ text: 'Hello' })
    await expect.poll(() => chat.status, PATIENCE).toBe('submitted')
    const turn = await agent().nextTurn(id)
    // A plain text for the agent, and for every other client.
    expect(turn.content).toEqual({ type: 'text', text: 'Hello' })
    await turn.send({ type: 'status', text: 'Searching…' })
    await turn.say('Hi ')
    await expect.poll(() => linesOf(chat.messages), PATIENCE).toContain('assistant: Hi ')
    expect(chat.status).toBe('streaming')
    await turn.say('there')
    await turn.send({ type: 'metadata', metadata: { finishReason: 'length', model: 'scripted' } })
    await turn.end()
    await sent
    expect(linesOf(chat.messages)).toEqual(['user: Hello', 'assistant: Hi there'])
    expect(chat.lastMessage?.metadata).toEqual({ finishReason: 'length', model: 'scripted' })
    await expectShownAsStored(tab)
    expect(chat.status).toBe('ready')
    expect(tab.finishes).toMatchObject([{ finishReason: 'length', isError: false, isAbort: false }])
    expect(tab.data).toEqual([
      { type: 'data-status', data: { text: 'Searching…' }, transient: true },
    ])
    await exchange(agent(), tab, 'And now?', 'Bye')
    await expectShownAsStored(tab)
    expect(tab.errors).toEqual([])
  })

  it('keeps a message once, whatever becomes of the response to it', async () => {
    const { openTab, client, id } = await startConversation(url())
    let fault: 'before' | 'after' | undefined = 'after'
    const tab = await openTab({
      retry: { attempts: 1 },
      async fetch(input, init) {
        const isSend = String(input).includes('conversation.send')
        if (isSend && fault === 'before') throw new TypeError('fetch failed')
        const response = await fetch(input, init)
        if (isSend && fault === 'after') throw new TypeError('fetch failed')
        return response
      },
    })
    await tab.chat.sendMessage({ text: 'One' })
    expect(tab.errors).toEqual(['The server cannot be reached.'])
    const first = await agent().nextTurn(id)
    await first.say('Uno')
    await first.end()
    const asked = agent().asked(id)

    fault = undefined
    await tab.chat.regenerate()
    expect(linesOf(tab.chat.messages)).toEqual(['user: One', 'assistant: Uno'])
    expect(agent().asked(id)).toBe(asked)

    fault = 'before'
    await tab.chat.sendMessage({ text: 'Two' })
    expect(tab.chat.status).toBe('error')
    expect((await client.conversation.get.query({ conversationId: id })).messageCount).toBe(2)
    fault = undefined
    const again = tab.chat.regenerate()
    const second = await agent().nextTurn(id)
    await second.say('Due')
    await second.end()
    await again
    expect(linesOf(tab.chat.messages).slice(2)).toEqual(['user: Two', 'assistant: Due'])
    await expectShownAsStored(tab)
  })

  it('stops the agent, and keeps what was said', async () => {
    const { openTab, id } = await startConversation(url())
    const tab = await openTab()
    const sent = tab.chat.sendMessage({ text: 'Hello' })
    const turn = await agent().nextTurn(id)
    await turn.say('Well, ')
    await expect.poll(() => linesOf(tab.chat.messages), PATIENCE).toContain('assistant: Well, ')
    await tab.chat.stop()
    await sent
    expect(tab.chat.status).toBe('ready')
    expect(tab.finishes).toMatchObject([{ isAbort: true, isError: false }])
    // The next message waits for the end of the run that was stopped.
    const next = exchange(agent(), tab, 'Again', 'Yes')
    await turn.closed
    await next
    const { chat } = await openTab()
    expect(linesOf(chat.messages)).toEqual([
      'user: Hello',
      'assistant: Well, ',
      'user: Again',
      'assistant: Yes',
    ])
    expect(chat.messages[1]?.metadata).toEqual({ finishReason: 'stopped' })

    // Stopped before the message was stored, it is stored all the same.
    const early = tab.chat.sendMessage({ text: 'Early' })
    await expect.poll(() => tab.chat.status, { ...PATIENCE, interval: 0 }).toBe('submitted')
    await tab.chat.stop()
    await early
    const messages = await loadMessages(tab.client, id)
    expect(linesOf(messages).at(-1)).toBe('user: Early')
    expect(tab.errors).toEqual([])
  })

  it('tells why there is no reply, in plain words', async () => {
    const { openTab, client, id } = await startConversation(url())
    const tab = await openTab()
    const sent = tab.chat.sendMessage({ text: 'Hello' })
    const turn = await agent().nextTurn(id)
    await turn.say('Well')
    await turn.fail()
    await sent
    expect(tab.errors).toEqual(['The assistant could not reply.'])
    expect(tab.chat.lastMessage?.metadata).toEqual({ finishReason: 'error' })
    await expectShownAsStored(tab)

    // Without a word there is no message.
    const again = tab.chat.regenerate()
    await (await agent().nextTurn(id)).fail()
    await again
    expect(linesOf(tab.chat.messages)).toEqual(['user: Hello'])
    await expectShownAsStored(tab)

    const running = tab.chat.regenerate()
    const last = await agent().nextTurn(id)
    const other = await openTab()
    await other.chat.sendMessage({ text: 'Me too' })
    expect(failureReason(other.chat.error)).toBe('RUN_IN_PROGRESS')
    expect(other.errors[0]).toMatch(/^A reply is still being written/)
    await last.end()
    await running
    expect(tab.finishes.at(-1)).toMatchObject({ isError: false })
    await expectShownAsStored(tab)

    await client.conversation.delete.mutate({ conversationId: id })
    await tab.chat.sendMessage({ text: 'Anyone?' })
    expect(failureReason(tab.chat.error)).toBe('CONVERSATION_NOT_FOUND')
  })
})
