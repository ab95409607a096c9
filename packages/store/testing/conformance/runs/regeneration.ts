import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import {
  ConversationFullError,
  ConversationNotActiveError,
  MessageNotFoundError,
  MessagesRemovedError,
  RevisionConflictError,
  RunInProgressError,
} from '../../../src/errors.ts'
import { startWithMessages, text } from '../support/samples.ts'
import {
  type ConformanceTarget,
  DEFAULT_SETTINGS,
  useStore,
  useTwoStores,
} from '../support/target.ts'

const say = (words: string) => ({ type: 'text', text: words }) as const

/** Two questions, each with a reply. */
async function twoTurns(mine: OwnerConversations) {
  const { id } = (await mine.start()).conversation
  for (const turn of ['one', 'two']) {
    const { lease } = await mine.runs(id).begin({ content: say(turn), idempotencyKey: turn })
    await lease?.finish({ status: 'completed', messages: [text(`reply to ${turn}`, 'assistant')] })
  }
  return { id, runs: mine.runs(id), conversation: await mine.get(id) }
}

const wordsOf = async (mine: OwnerConversations, id: string) =>
  (await mine.messages(id)).items.map(({ content }) =>
    content.type === 'text' ? content.text : '',
  )

export function regenerationTests(target: ConformanceTarget): void {
  describe('a reply that is asked for again', () => {
    const { newClient, twoClients } = useTwoStores(target)

    it('takes the place of the one before', async () => {
      const mine = newClient()
      const { id, runs, conversation } = await twoTurns(mine)
      const { items } = await mine.messages(id)
      const begun = await runs.regenerate()
      expect(begun).toMatchObject({
        replayed: false,
        message: items[2],
        run: { id: items[2]?.id, status: 'running', attempt: 1 },
        conversation: {
          messageCount: 3,
          lastMessagePreview: 'two',
          revision: conversation.revision + 1,
        },
      })
      expect(await runs.newest()).toStrictEqual(begun.run)
      await begun.lease?.finish({ status: 'completed', messages: [text('another', 'assistant')] })
      expect(await wordsOf(mine, id)).toStrictEqual(['one', 'reply to one', 'two', 'another'])
    })

    it('begins where a run failed without a word', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      const { lease } = await mine.runs(id).begin({ content: say('hello') })
      await lease?.finish({ status: 'failed', reason: 'AGENT_FAILED', messages: [] })
      const begun = await mine.runs(id).regenerate()
      expect(begun).toMatchObject({ run: { status: 'running' }, lease: expect.anything() })
    })

    it('is begun once: a repeat returns the message and its run', async () => {
      const mine = newClient()
      const { id, runs } = await twoTurns(mine)
      const begun = await runs.regenerate({ idempotencyKey: 'again' })
      const repeat = await runs.regenerate({ idempotencyKey: 'again' })
      expect(repeat).toMatchObject({ replayed: true, message: begun.message, run: begun.run })
      await begun.lease?.finish({ status: 'completed', messages: [text('another', 'assistant')] })
      const later = await runs.regenerate({ idempotencyKey: 'again' })
      expect(later).toMatchObject({ replayed: true, run: { status: 'completed' }, lease: null })
      expect(await wordsOf(mine, id)).toStrictEqual(['one', 'reply to one', 'two', 'another'])
    })

    it('is once also where another message came since, and without a run', async () => {
      for (const run of [true, false]) {
        const mine = newClient()
        const { id, runs } = await twoTurns(mine)
        const once = { idempotencyKey: 'once', run }
        const { lease, message } = await runs.regenerate(once)
        expect(lease === null).toBe(!run)
        await lease?.finish({ status: 'completed', messages: [] })
        const { lease: next } = await runs.begin({ content: say('three') })
        await next?.finish({ status: 'completed', messages: [text('reply', 'assistant')] })
        const repeat = await runs.regenerate(once)
        expect(repeat).toMatchObject({ replayed: true, message, lease: null })
        const words = ['one', 'reply to one', 'two', 'three', 'reply']
        expect(await wordsOf(mine, id)).toStrictEqual(words)
      }
    })

    it('is rejected while a reply is being written, on another revision, or where nobody asked', async () => {
      const mine = newClient()
      const { id, runs, conversation } = await twoTurns(mine)
      const { revision } = conversation
      await expect(runs.regenerate({ expectedRevision: 1 })).rejects.toStrictEqual(
        new RevisionConflictError(revision),
      )
      await runs.regenerate({ expectedRevision: revision })
      await expect(runs.regenerate()).rejects.toStrictEqual(new RunInProgressError())
      const other = (await mine.start()).conversation
      const nobody = mine.runs(other.id)
      await expect(nobody.regenerate()).rejects.toStrictEqual(new MessageNotFoundError())
      await mine.append(other.id, { messages: [text('welcome', 'assistant')] })
      await expect(nobody.regenerate()).rejects.toStrictEqual(new MessageNotFoundError())
      await mine.setStatus(other.id, 'completed')
      await expect(nobody.regenerate()).rejects.toStrictEqual(
        new ConversationNotActiveError('completed'),
      )
      expect(await mine.get(id)).toMatchObject({ messageCount: 3 })
    })

    it('looks for the message among the newest 1,000', async () => {
      const mine = newClient()
      const { id } = await startWithMessages(mine, 1)
      const messages = Array(50).fill(text('reply', 'assistant'))
      for (let n = 0; n < 20; n++) await mine.append(id, { messages })
      await expect(mine.runs(id).regenerate()).rejects.toStrictEqual(new MessageNotFoundError())
      await mine.truncate(id, { afterSeq: 1000 })
      expect(await mine.runs(id).regenerate()).toMatchObject({ message: { seq: 1 } })
    })

    it('takes away the memory of the replies that it removes', async () => {
      const client = twoClients()
      const { id } = await twoTurns(client(0))
      await client(0).append(id, { messages: [text('note', 'system')], idempotencyKey: 'note' })
      await client(1).runs(id).regenerate()
      await expect(
        client(0).append(id, { messages: [text('note', 'system')], idempotencyKey: 'note' }),
      ).rejects.toStrictEqual(new MessagesRemovedError())
    })
  })

  describe('an edited message', () => {
    const { newClient } = useTwoStores(target)

    it('replaces the one before and all that came after it', async () => {
      const mine = newClient()
      const { id, runs } = await twoTurns(mine)
      const begun = await runs.begin({ content: say('edited'), replaces: 1, idempotencyKey: 'e' })
      expect(begun).toMatchObject({
        message: { seq: 1, role: 'user', content: say('edited') },
        conversation: { messageCount: 1, lastMessagePreview: 'edited' },
        run: { status: 'running' },
      })
      await begun.lease?.finish({ status: 'completed', messages: [text('new', 'assistant')] })
      expect(await wordsOf(mine, id)).toStrictEqual(['edited', 'new'])
      const repeat = await runs.begin({ content: say('edited'), replaces: 1, idempotencyKey: 'e' })
      expect(repeat).toMatchObject({ replayed: true, message: begun.message })
      await expect(
        runs.begin({ content: say('one'), idempotencyKey: 'one' }),
      ).rejects.toStrictEqual(new MessagesRemovedError())
      expect(await wordsOf(mine, id)).toStrictEqual(['edited', 'new'])
    })

    it('is one of the user, or nothing is changed', async () => {
      const mine = newClient()
      const { id, runs } = await twoTurns(mine)
      for (const replaces of [2, 5, 1000]) {
        await expect(runs.begin({ content: say('x'), replaces })).rejects.toStrictEqual(
          new MessageNotFoundError(),
        )
      }
      expect(await mine.get(id)).toMatchObject({ messageCount: 4 })
    })

    it('is rejected on another revision, and while a reply is being written', async () => {
      const { runs, conversation } = await twoTurns(newClient())
      const edit = { content: say('x'), replaces: 3 }
      await expect(runs.begin({ ...edit, expectedRevision: 2 })).rejects.toStrictEqual(
        new RevisionConflictError(conversation.revision),
      )
      await runs.begin(edit)
      await expect(runs.begin(edit)).rejects.toStrictEqual(new RunInProgressError())
    })
  })

  describe('an edited message of a full conversation', () => {
    const limits = { ...DEFAULT_SETTINGS.limits, messagesPerConversation: 2 }
    const { newClient } = useStore(target, { limits })

    it('fits, for others make room', async () => {
      const mine = newClient()
      const { id } = (await mine.start()).conversation
      await mine.append(id, { messages: [text('a'), text('b')] })
      const runs = mine.runs(id)
      await expect(runs.begin({ content: say('c') })).rejects.toStrictEqual(
        new ConversationFullError(),
      )
      await runs.begin({ content: say('edited'), replaces: 2 })
      expect(await wordsOf(mine, id)).toStrictEqual(['a', 'edited'])
    })
  })
}
