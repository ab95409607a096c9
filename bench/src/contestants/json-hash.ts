import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { PAGE, type Session, TITLE, TTL_SECONDS } from './contestant.ts'

interface StoredMessage {
  id: string
  role: string
  text: string
  createdAt: number
}

/** What most teams write first. Two appends at a time keep one of their messages. */
export async function connect(url: string): Promise<Session> {
  const redis = new Redis(url, { replyMapping: 'legacy' })
  const load = async (key: string): Promise<StoredMessage[]> =>
    JSON.parse((await redis.hget(key, 'messages')) ?? '[]')
  const save = async (key: string, messages: StoredMessage[], ...rest: string[]) => {
    const history = JSON.stringify(messages)
    await redis.hset(key, 'messages', history, 'updatedAt', Date.now(), ...rest)
    await redis.expire(key, TTL_SECONDS)
  }
  return {
    async begin(user, texts) {
      const id = randomUUID()
      const messages = texts.map(toMessage)
      await save(keyOf(user, id), messages, 'title', TITLE, 'status', 'active')
      return id
    },
    async append(user, id, text) {
      const key = keyOf(user, id)
      await save(key, [...(await load(key)), toMessage(text)])
    },
    async newest(user, id) {
      const messages = await load(keyOf(user, id))
      return messages.slice(-PAGE).map(({ text }) => text)
    },
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  }
}

function keyOf(user: string, id: string): string {
  return `conversation:${user}:${id}`
}

function toMessage(text: string): StoredMessage {
  return { id: randomUUID(), role: 'user', text, createdAt: Date.now() }
}
