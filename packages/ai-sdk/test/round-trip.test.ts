import { describeOnEveryStore } from '@threadkeep/store/testing'
import { readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toContent, toUIMessages } from '../src/index.ts'
import { createReplyWriter } from '../src/reply/reply-writer.ts'
import { streamedParts } from './support/streamed-parts.ts'
import { uiMessages } from './support/ui-messages.ts'

describeOnEveryStore('messages of the AI SDK', ({ newClient }) => {
  it('come back equal but for their ids, which say where they are stored', async () => {
    const conversations = newClient()
    await fc.assert(
      fc.asyncProperty(uiMessages, async (messages) => {
        fc.pre(messages.length > 0)
        const { conversation } = await conversations.start()
        const { id } = conversation
        await conversations.append(id, {
          messages: messages.map((each) => ({ role: each.role, content: toContent(each) })),
        })
        const { items } = await conversations.messages(id)
        const stored = messages.map((each, index) => ({ ...each, id: `${id}:${index + 1}` }))
        expect(toUIMessages(id, items)).toEqual(stored)
      }),
      { numRuns: 60 },
    )
  })
})

it('a text of which nothing is visible is not shown beside the parts', () => {
  const file: UIMessage['parts'][number] = { type: 'file', mediaType: 'image/png', url: 'data:,' }
  for (const text of ['', ' \n', '\u200b']) {
    const content = toContent({ role: 'user', parts: [{ type: 'text', text }, file] })
    expect(content).not.toHaveProperty('text')
  }
})

it('a stored reply becomes, as a stream, the message that it is when it is loaded', async () => {
  await fc.assert(
    fc.asyncProperty(streamedParts, fc.boolean(), async (parts, hasBegun) => {
      fc.pre(parts.length > 0)
      const writer = createReplyWriter('id')
      const written = [
        ...(hasBegun ? writer.write('What was said ') : []),
        ...writer.end({ parts, metadata: { finishReason: 'stop' } }),
      ]
      const message = await readAll(written)
      const named = message?.parts.map((part) =>
        part.type === 'reasoning' && part.id?.startsWith('text-')
          ? { ...part, id: 'made up' }
          : part,
      )
      expect({ ...message, parts: named }).toEqual({
        id: 'id',
        role: 'assistant',
        parts,
        metadata: { finishReason: 'stop' },
      })
    }),
    { numRuns: 300 },
  )
})

it('a reply that begins anew takes back what was said', async () => {
  const writer = createReplyWriter('id')
  const chunks = [
    ...writer.write('One '),
    ...writer.write('One two'),
    ...writer.write(''),
    ...writer.write('Uno'),
    ...writer.end({ parts: [{ type: 'text', text: 'Uno due', state: 'done' }] }),
  ]
  expect(chunks.map(({ type }) => type)).toEqual([
    'start',
    'text-start',
    'text-delta',
    'text-delta',
    'reset-step',
    'text-start',
    'text-delta',
    'text-delta',
    'text-end',
  ])
  expect((await readAll(chunks))?.parts).toEqual([{ type: 'text', text: 'Uno due', state: 'done' }])
})

/** By the AI SDK's own reader. */
async function readAll(chunks: readonly UIMessageChunk[]): Promise<UIMessage | undefined> {
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  let last: UIMessage | undefined
  const onError = (error: unknown) => {
    throw error
  }
  for await (const message of readUIMessageStream({ stream, onError })) last = message
  return last
}
