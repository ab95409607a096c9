import { afterAll, expect, it } from 'vitest'
import { openStore, startRawRedis } from './support.ts'

const server = await startRawRedis()
const store = openStore(server.url)
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

const WORDS = 'x'.repeat(50_000)
const CHANGES = 20

async function bytesSent(): Promise<number> {
  return Number(/total_net_output_bytes:(\d+)/.exec(await server.raw.info('stats'))?.[1])
}

it('a watch that begins after the end of a run reads what was said in it once', async () => {
  const mine = store.forOwner({ tenantId: 't', userId: 'u' })
  const { id } = (await mine.start()).conversation
  const runs = mine.runs(id)
  const { lease } = await runs.begin({ content: { type: 'text', text: 'hello' } })
  await lease?.write([{ type: 'text', offset: 0, text: WORDS }])
  await lease?.finish({ status: 'completed', messages: [] })
  const ended = new AbortController()
  let title: string | null = null
  const watching = (async () => {
    for await (const { event } of runs.watch({ signal: ended.signal })) {
      expect(event.type).not.toBe('delta')
      if (event.type === 'conversation') title = event.conversation.title
    }
  })()
  await expect.poll(() => title).toBeNull()
  const before = await bytesSent()
  for (let n = 0; n < CHANGES; n++) {
    await mine.update(id, { title: `title ${n}` })
    await expect.poll(() => title).toBe(`title ${n}`)
  }
  expect((await bytesSent()) - before).toBeLessThan((CHANGES / 4) * WORDS.length)
  ended.abort()
  await watching
})
