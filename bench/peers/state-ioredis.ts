import { randomUUID } from 'node:crypto'
import { createIoRedisState } from '@chat-adapter/state-ioredis'
import { Redis } from 'ioredis'
import { PAGE, type Session, TTL_SECONDS } from '../src/contestants/contestant.ts'

interface Entry {
  id: string
  role: string
  text: string
  createdAt: number
}

const OPTIONS = { ttlMs: TTL_SECONDS * 1000 }

export async function connect(url: string): Promise<Session> {
  const client = new Redis(url)
  const state = createIoRedisState({ client })
  await state.connect()
  const append = (id: string, text: string) =>
    state.appendToList(id, { id: randomUUID(), role: 'user', text, createdAt: Date.now() }, OPTIONS)
  return {
    async begin(_user, texts) {
      const id = randomUUID()
      // All at once: one connection keeps their order.
      await Promise.all(texts.map((text) => append(id, text)))
      return id
    },
    append: (_user, id, text) => append(id, text),
    async newest(_user, id) {
      const entries = await state.getList<Entry>(id)
      return entries.slice(-PAGE).map(({ text }) => text)
    },
    [Symbol.asyncDispose]: async () => client.disconnect(),
  }
}
