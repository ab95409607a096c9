import { afterAll, expect, it } from 'vitest'
import { begin, textOf, types, WAIT, watch } from '../../testing/conformance/runs/watcher.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { newOwner, openStore, startRawRedis } from './support.ts'

const server = await startRawRedis()
const store = openStore(server.url)
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

const WORDS = 'x'.repeat(30_000)
const PIECES = 40

it('a watch that resumes is told all of a reply that one read cannot take, and then its end', async () => {
  const mine = store.forOwner(newOwner())
  const { id } = (await mine.start()).conversation
  const lease = await begin(mine, id)
  await using before = watch(mine, id)
  await expect.poll(() => types(before.events()), WAIT).toStrictEqual(['conversation', 'run'])
  for (let n = 0; n < PIECES; n++) {
    await lease.write([{ type: 'text', offset: n * WORDS.length, text: WORDS }])
  }
  await using during = watch(mine, id)
  await expect.poll(() => textOf(during.events()).length, WAIT).toBe(PIECES * WORDS.length)
  await lease.finish({ status: 'completed', messages: [text('done', 'assistant')] })
  await using after = watch(mine, id, before.seen[1]?.id)
  await expect.poll(() => after.events().at(-1)?.type, WAIT).toBe('run')
  expect(textOf(after.events())).toHaveLength(PIECES * WORDS.length)
  expect(types(after.events()).slice(-4)).toStrictEqual(['delta', 'message', 'conversation', 'run'])
})
