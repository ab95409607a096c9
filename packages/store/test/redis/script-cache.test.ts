import { afterAll, describe, expect, it } from 'vitest'
import { text } from '../../testing/conformance/support/samples.ts'
import { newOwner, openStore, startRawRedis } from './support.ts'

const server = await startRawRedis()
const store = openStore(server.url)
afterAll(async () => {
  await store.close()
  await server[Symbol.asyncDispose]()
})

describe('scripts', () => {
  it('are known again after SCRIPT FLUSH, with nothing lost or doubled', async () => {
    const mine = store.forOwner(newOwner())
    const { id } = (await mine.start()).conversation
    const sent = Array.from({ length: 100 }, (_, index) => `message ${index}`)
    const appends = sent.map(async (value, index) => {
      if (index % 10 === 0) await server.raw.script('FLUSH')
      return mine.append(id, { messages: [text(value)] })
    })
    await Promise.all(appends)
    await server.raw.script('FLUSH')
    const { items } = await mine.messages(id, { limit: 100 })
    expect(
      items.map(({ content }) => content.type === 'text' && content.text).sort(),
    ).toStrictEqual(sent.sort())
  })
})
