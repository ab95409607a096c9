import { randomUUID } from 'node:crypto'
import { RedisStore } from '@mastra/redis'
import { PAGE, type Session, TITLE } from '../src/contestants/contestant.ts'

const LOAD_BATCH = 500

export async function connect(url: string): Promise<Session> {
  const storage = new RedisStore({ id: 'bench', connectionString: url })
  await storage.init()
  const memory = await storage.getStore('memory')
  if (memory === undefined) throw new Error('@mastra/redis has no memory store')
  const startThread = (resourceId: string) => {
    const now = new Date()
    const thread = { id: randomUUID(), resourceId, title: TITLE, createdAt: now, updatedAt: now }
    return memory.saveThread({ thread: { ...thread, metadata: { status: 'active' } } })
  }
  return {
    async begin(user, texts) {
      const { id } = await startThread(user)
      // Messages are ordered by their times alone.
      const first = Date.now() - texts.length
      for (let from = 0; from < texts.length; from += LOAD_BATCH) {
        const messages = texts
          .slice(from, from + LOAD_BATCH)
          .map((text, index) => toMessage(user, id, text, new Date(first + from + index)))
        await memory.saveMessages({ messages })
      }
      return id
    },
    append: (user, id, text) =>
      memory.saveMessages({ messages: [toMessage(user, id, text, new Date())] }),
    async newest(_user, threadId) {
      const { messages } = await memory.listMessages({
        threadId,
        perPage: PAGE,
        page: 0,
        orderBy: { field: 'createdAt', direction: 'DESC' },
      })
      return messages.map(({ content }) => content.content ?? '').reverse()
    },
    async list(resourceId) {
      const { threads } = await memory.listThreads({
        filter: { resourceId },
        perPage: PAGE,
        page: 0,
        orderBy: { field: 'updatedAt', direction: 'DESC' },
      })
      return threads.map(({ id }) => id)
    },
    start: startThread,
    setStatus: (_user, id, status) =>
      memory.updateThread({ id, title: TITLE, metadata: { status } }),
    [Symbol.asyncDispose]: () => storage.close(),
  }
}

function toMessage(resourceId: string, threadId: string, text: string, createdAt: Date) {
  return {
    id: randomUUID(),
    role: 'user' as const,
    createdAt,
    threadId,
    resourceId,
    content: { format: 2 as const, parts: [{ type: 'text' as const, text }], content: text },
  }
}
