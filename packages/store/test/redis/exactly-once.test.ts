import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationStore, OwnerConversations } from '../../src/conversation-store.ts'
import { StoreUnavailableError } from '../../src/errors.ts'
import { reasonOf, rejectionOf } from '../../testing/conformance/support/rejections.ts'
import { startMany, startWithMessages, text } from '../../testing/conformance/support/samples.ts'
import { type FaultProxy, type RedisServer, startProxy, startRedis } from '../../testing/index.ts'
import { newOwner, openStore } from './support.ts'

type Change = (mine: OwnerConversations, id: string) => Promise<unknown>

/** Every operation that changes something, with and without what lets a repeat be rejected. */
const CHANGES: [string, Change, after: object][] = [
  ['append', (mine, id) => mine.append(id, { messages: [text('a')] }), { messageCount: 2 }],
  [
    'append with a key',
    (mine, id) => mine.append(id, { messages: [text('a')], idempotencyKey: 'k' }),
    { messageCount: 2 },
  ],
  [
    'append on a revision',
    (mine, id) => mine.append(id, { messages: [text('a')], expectedRevision: 2 }),
    { messageCount: 2 },
  ],
  ['update', (mine, id) => mine.update(id, { title: 'b' }), { title: 'b' }],
  [
    'update on a revision',
    (mine, id) => mine.update(id, { title: 'b' }, { expectedRevision: 2 }),
    { title: 'b' },
  ],
  ['setStatus', (mine, id) => mine.setStatus(id, 'archived'), { status: 'archived' }],
  [
    'setStatus on a revision',
    (mine, id) => mine.setStatus(id, 'archived', { expectedRevision: 2 }),
    { status: 'archived' },
  ],
]

describe('a change whose reply was lost after the server made it', () => {
  let server: RedisServer
  let proxy: FaultProxy
  /** Reaches Redis through the proxy. */
  let store: ConversationStore
  /** The same, with so short a deadline that it gives up while the proxy is broken. */
  let hasty: ConversationStore
  /** Sees what Redis holds, past the proxy. */
  let witness: ConversationStore

  beforeAll(async () => {
    server = await startRedis()
    proxy = await startProxy({ port: server.port })
    store = openStore(proxy.url)
    hasty = openStore(proxy.url, { commandTimeoutMs: 300 })
    witness = openStore(server.url)
    await useEveryScript(witness.forOwner(newOwner()))
  })
  afterAll(async () => {
    for (const opened of [store, hasty, witness]) await opened.close()
    await proxy.stop()
    await server.stop()
  })

  function clients() {
    const owner = newOwner()
    return {
      mine: store.forOwner(owner),
      impatient: hasty.forOwner(owner),
      seen: witness.forOwner(owner),
    }
  }

  const isScript = (request: Buffer) => /evalsha/i.test(request.toString('latin1'))

  function loseReplies(times = Number.POSITIVE_INFINITY): void {
    proxy.inject({ kind: 'cut-reply', when: isScript, times })
  }

  it.each(CHANGES)('is made once, without an error: %s', async (_name, change, after) => {
    const { mine, seen } = clients()
    const { id } = await startWithMessages(seen, 1)
    await mine.get(id)
    loseReplies(1)
    await change(mine, id)
    expect(await seen.get(id)).toMatchObject({ ...after, revision: 3 })
  })

  it.each(CHANGES)(
    'is reported as unknown past the deadline, and repeated once: %s',
    async (_name, change, after) => {
      const { mine, impatient, seen } = clients()
      const { id } = await startWithMessages(seen, 1)
      // The case before broke its connection, and its deadline is short.
      await expect.poll(() => reasonOf(impatient.get(id))).toBe('ok')
      loseReplies()
      const error = await rejectionOf(change(impatient, id))
      proxy.heal()
      expect(error).toBeInstanceOf(StoreUnavailableError)
      expect(error).toMatchObject({ outcome: 'unknown' })
      expect(await seen.get(id)).toMatchObject({ ...after, revision: 3 })
      await expect.poll(() => reasonOf(mine.list())).toBe('ok')
    },
  )

  it('start: one conversation, and the repeat with its key gets it', async () => {
    const { mine, impatient, seen } = clients()
    await mine.list()
    loseReplies(1)
    const { conversation } = await mine.start({ title: 'once' })
    expect((await seen.list()).items).toMatchObject([{ id: conversation.id, revision: 1 }])

    await expect.poll(() => reasonOf(impatient.list())).toBe('ok')
    loseReplies()
    const input = { title: 'twice', idempotencyKey: 'k' }
    expect(await rejectionOf(impatient.start(input))).toMatchObject({ outcome: 'unknown' })
    proxy.heal()
    const again = await mine.start(input)
    expect(again).toMatchObject({ replayed: true, conversation: { title: 'twice' } })
    expect((await seen.list()).items).toHaveLength(2)
  })

  it('append: the repeat with its key stores nothing more', async () => {
    const { mine, impatient, seen } = clients()
    const { id } = await startWithMessages(seen, 1)
    const input = { messages: [text('a')], idempotencyKey: 'k' }
    await expect.poll(() => reasonOf(impatient.get(id))).toBe('ok')
    loseReplies()
    expect(await rejectionOf(impatient.append(id, input))).toMatchObject({ outcome: 'unknown' })
    proxy.heal()
    const again = await mine.append(id, input)
    expect(again.replayed).toBe(true)
    expect((await seen.messages(id)).items).toHaveLength(2)
    expect((await seen.messages(id)).items.slice(1)).toStrictEqual(again.messages)
  })

  it('delete: gone, and not rejected as unknown', async () => {
    const { mine, seen } = clients()
    const { id } = await startWithMessages(seen, 1)
    await mine.get(id)
    loseReplies(1)
    await mine.delete(id)
    expect(await reasonOf(seen.get(id))).toBe('CONVERSATION_NOT_FOUND')
  })

  it('erase: all gone', async () => {
    const { mine, seen } = clients()
    await startMany(seen, 250)
    await mine.list()
    loseReplies(1)
    await mine.erase()
    expect((await seen.list()).items).toStrictEqual([])
  })

  it('30 appends with every third reply lost: each once, in order', async () => {
    const { mine, seen } = clients()
    const { id } = (await seen.start()).conversation
    await mine.get(id)
    let scripts = 0
    const when = (request: Buffer) => isScript(request) && scripts++ % 3 === 2
    proxy.inject({ kind: 'cut-reply', when })
    const sent = Array.from({ length: 30 }, (_, index) => `message ${index}`)
    for (const value of sent) await mine.append(id, { messages: [text(value)] })
    proxy.heal()
    const { items } = await seen.messages(id, { afterSeq: 0, limit: 100 })
    expect(items.map((message) => message.content)).toStrictEqual(
      sent.map((value) => text(value).content),
    )
  })
})

/** A script that the server does not know yet is rejected first: the reply lost would be of that. */
async function useEveryScript(mine: OwnerConversations): Promise<void> {
  const { id } = await startWithMessages(mine, 1)
  await mine.setStatus(id, 'archived')
  await mine.delete(id)
  await mine.erase()
}
