import { expect, it } from 'vitest'
import { loadMessages, UI_MESSAGE_FORMAT } from '../src/index.ts'
import { PATIENCE } from './support/api-process.ts'
import { expectShownAsStored, linesOf, startConversation, type Tab } from './support/connect.ts'
import { describeOnEveryApi, type Servers } from './support/every-api.ts'

const CHANGED = 'The conversation was changed elsewhere. Load it again.'

describeOnEveryApi('what was said', tests, ['memory', 'Redis'])

function tests({ agent, url }: Servers): void {
  /** Has the agent reply to what the page asks. */
  async function replied(id: string, asking: Promise<void>, reply: string): Promise<void> {
    const turn = await agent().nextTurn(id)
    await turn.say(reply)
    await turn.end()
    await asking
  }

  /** A page that has sent two messages. */
  async function twoTurns({ chat, id }: Tab): Promise<void> {
    await replied(id, chat.sendMessage({ text: 'One' }), 'Uno')
    await replied(id, chat.sendMessage({ text: 'Two' }), 'Due')
  }

  function idAt({ chat }: Tab, index: number): string {
    const message = chat.messages[index]
    if (message === undefined) throw new Error(`There is no message ${index}.`)
    return message.id
  }

  it.each(['this page', 'a page that was reloaded'])(
    'is said anew and edited by %s',
    async (by) => {
      const { openTab, id } = await startConversation(url())
      const sender = await openTab()
      await twoTurns(sender)
      const tab = by === 'this page' ? sender : await openTab()
      const { chat } = tab
      await replied(id, chat.regenerate(), 'Deux')
      expect(linesOf(chat.messages).slice(2)).toEqual(['user: Two', 'assistant: Deux'])
      await expectShownAsStored(tab)

      await replied(id, chat.sendMessage({ text: 'Three', messageId: idAt(tab, 2) }), 'Tre')
      expect(linesOf(chat.messages).slice(2)).toEqual(['user: Three', 'assistant: Tre'])
      await expectShownAsStored(tab)
      await replied(id, chat.sendMessage({ text: 'Four', messageId: idAt(tab, 2) }), 'Quattro')
      await expectShownAsStored(tab)

      // Of an earlier reply: what follows it goes.
      await replied(id, chat.regenerate({ messageId: idAt(tab, 1) }), 'Un')
      expect(linesOf(chat.messages)).toEqual(['user: One', 'assistant: Un'])
      await expectShownAsStored(tab)
      expect(tab.errors).toEqual([])
      expect(agent().asked(id)).toBe(6)
    },
  )

  it('is not overwritten by a page that does not know what it overwrites', async () => {
    const { openTab, id, client } = await startConversation(url())
    const stale = await openTab()
    await twoTurns(stale)
    const other = await openTab()
    await replied(id, other.chat.sendMessage({ text: 'Three' }), 'Tre')
    await stale.chat.regenerate()
    expect(stale.errors).toEqual([CHANGED])

    await replied(id, other.chat.sendMessage({ text: 'Zwei', messageId: idAt(other, 2) }), 'Drei')
    await stale.chat.sendMessage({ text: 'Deux', messageId: idAt(stale, 2) })
    expect(stale.errors).toEqual([CHANGED, CHANGED])
    await expectShownAsStored(other)
    expect(linesOf(await loadMessages(client, id)).at(-1)).toBe('assistant: Drei')
  })

  it('is edited also where it was never stored', async () => {
    const { openTab, id } = await startConversation(url())
    let isOffline = true
    const tab = await openTab({
      retry: { attempts: 1 },
      async fetch(input, init) {
        if (isOffline && String(input).includes('conversation.send')) throw new TypeError('gone')
        return fetch(input, init)
      },
    })
    await tab.chat.sendMessage({ text: 'One' })
    expect(tab.errors).toEqual(['The server cannot be reached.'])
    isOffline = false
    await replied(id, tab.chat.sendMessage({ text: 'Won', messageId: idAt(tab, 0) }), 'Uno')
    expect(linesOf(tab.chat.messages)).toEqual(['user: Won', 'assistant: Uno'])
    await expectShownAsStored(tab)
  })

  it('may be cards, files and data, and what tools returned', async () => {
    const { openTab, id } = await startConversation(url())
    const tab = await openTab()
    const file = { type: 'file' as const, mediaType: 'image/png', url: 'https://example.com/a.png' }
    const sent = tab.chat.sendMessage({ text: 'Look', files: [{ ...file, filename: 'a.png' }] })
    const turn = await agent().nextTurn(id)
    expect(turn.content).toEqual({
      type: 'json',
      format: UI_MESSAGE_FORMAT,
      value: {
        parts: [
          { ...file, filename: 'a.png' },
          { type: 'text', text: 'Look' },
        ],
      },
      text: 'Look',
    })
    await turn.say('I see ')
    await expect.poll(() => linesOf(tab.chat.messages), PATIENCE).toContain('assistant: I see ')
    const tool = {
      type: 'tool-weather',
      toolCallId: 'call-1',
      state: 'output-available',
      input: { city: 'Rome' },
      output: { sky: 'blue' },
    }
    const data = { type: 'data-map', id: 'map', data: { at: [41.9, 12.5] } }
    const value = { parts: [tool, data] }
    const json = { type: 'json', format: UI_MESSAGE_FORMAT, value }
    await turn.send({ type: 'message', role: 'tool', content: json })
    await turn.send({ type: 'message', content: { type: 'card', card: { type: 'AdaptiveCard' } } })
    await turn.say('Rome.')
    await turn.end()
    await sent
    expect(tab.chat.lastMessage?.parts).toEqual([
      { type: 'text', text: 'I see ', state: 'done' },
      tool,
      data,
      { type: 'data-card', data: { type: 'AdaptiveCard' } },
      { type: 'text', text: 'Rome.', state: 'done' },
    ])
    await expectShownAsStored(tab)

    // It is for the agent to call it.
    await tab.chat.sendMessage()
    expect(tab.errors).toEqual([
      'Only a message of the user can be replied to: agents call tools themselves.',
    ])

    const action = { actionId: 'book', data: { nights: 2 } }
    const submitted = tab.chat.sendMessage({ parts: [{ type: 'data-card-action', data: action }] })
    const next = await agent().nextTurn(id)
    expect(next.content).toEqual({ type: 'cardAction', ...action })
    await next.end()
    await submitted
    await expectShownAsStored(tab)
    expect(tab.errors).toHaveLength(1)
  })
}
