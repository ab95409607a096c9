import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConversationStore, OwnerConversations } from '../../src/conversation-store.ts'
import { startMany, text, texts } from '../../testing/conformance/support/samples.ts'
import { newOwner, openStore, type RawRedis, startRawRedis } from './support.ts'

type Operation = (mine: OwnerConversations, id: string) => Promise<unknown>

const OPERATIONS: [string, Operation][] = [
  ['start', (mine) => mine.start({ title: 'new' })],
  ['start with a key', (mine) => mine.start({ idempotencyKey: crypto.randomUUID() })],
  ['start with a greeting', (mine) => mine.start({ greets: true })],
  ['get', (mine, id) => mine.get(id)],
  ['append', (mine, id) => mine.append(id, { messages: [text('a')] })],
  ['append of 50', (mine, id) => mine.append(id, { messages: texts(50) })],
  [
    'a repeated append',
    (mine, id) => mine.append(id, { messages: [text('a')], idempotencyKey: 'r' }),
  ],
  ['getAppendResult', (mine, id) => mine.getAppendResult(id, 'r')],
  ['the newest messages', (mine, id) => mine.messages(id)],
  ['messages from the beginning', (mine, id) => mine.messages(id, { afterSeq: 0 })],
  ['list', (mine) => mine.list()],
  ['a list of 100', (mine) => mine.list({ limit: 100 })],
  ['list by status', (mine) => mine.list({ status: 'active' })],
  ['update', (mine, id) => mine.update(id, { title: crypto.randomUUID() })],
  ['a change of external id', (mine, id) => mine.update(id, { externalId: crypto.randomUUID() })],
  ['findByExternalId', (mine) => mine.findByExternalId('agent-1')],
  ['setStatus', (mine, id) => mine.setStatus(id, 'archived')],
  ['setStatus back', (mine, id) => mine.setStatus(id, 'active')],
]

describe('one round trip', () => {
  let server: RawRedis
  let store: ConversationStore
  let counter: Awaited<ReturnType<typeof countCommands>>
  const small = newOwner()
  const large = newOwner()
  const ids = new Map<typeof small, string>()

  beforeAll(async () => {
    server = await startRawRedis()
    store = openStore(server.url)
    for (const owner of [small, large]) {
      const mine = store.forOwner(owner)
      const { id } = (await mine.start()).conversation
      ids.set(owner, id)
      await mine.append(id, { messages: [text('a')], idempotencyKey: 'r' })
      await mine.start({ externalId: 'agent-1' })
    }
    const mine = store.forOwner(large)
    await startMany(mine, 500)
    for (let batch = 0; batch < 100; batch++) {
      await mine.append(ids.get(large) ?? '', { messages: texts(50) })
    }
    // Every script is known to the server once it was used.
    for (const [, operation] of OPERATIONS)
      await operation(store.forOwner(small), ids.get(small) ?? '')
    counter = await countCommands(server)
  })
  afterAll(async () => {
    counter.stop()
    await store.close()
    await server[Symbol.asyncDispose]()
  })

  it.each(OPERATIONS)('is all that %s takes, however long the history', async (name, operation) => {
    const inside = []
    for (const owner of [small, large]) {
      const before = await counter.read()
      await operation(store.forOwner(owner), ids.get(owner) ?? '')
      const after = await counter.read()
      expect(after.sent - before.sent).toBe(1)
      inside.push(after.inside - before.inside)
    }
    // Of each conversation of a page a list reads the record, and whether another index has it too;
    // forgetting old keys takes a few steps.
    const [ofSmall = 0, ofLarge = 0] = inside
    expect(ofLarge - ofSmall).toBeLessThan(name.includes('list') ? 220 : 5)
  })

  it('is all that delete takes', async () => {
    const mine = store.forOwner(large)
    const { id } = (await mine.start()).conversation
    await mine.delete(id)
    for (const doomed of [(await mine.start()).conversation.id, ids.get(large) ?? '']) {
      const before = await counter.read()
      await mine.delete(doomed)
      expect((await counter.read()).sent - before.sent).toBe(1)
    }
  })

  it('never walks the keyspace', async () => {
    const seen = await server.raw.info('commandstats')
    expect(seen).not.toMatch(/cmdstat_(scan|keys|flush\w+|randomkey):/)
  })
})

/** What clients send, and what scripts call inside, as the server itself reports it. */
async function countCommands({ raw }: RawRedis) {
  const monitor = await raw.monitor()
  let sent = 0
  let inside = 0
  let marks = 0
  monitor.on('monitor', (_time: string, args: string[], source: string) => {
    if (args[0] === 'echo' && args[1] === `mark ${marks}`) marks++
    else if (source === 'lua') inside++
    else sent++
  })
  return {
    /** Counts up to now: a mark of our own has come through, so all before it has. */
    async read() {
      const mark = marks
      await raw.call('echo', `mark ${mark}`)
      await expect.poll(() => marks, { interval: 1 }).toBe(mark + 1)
      return { sent, inside }
    },
    stop: () => monitor.disconnect(),
  }
}
