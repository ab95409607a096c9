import { randomUUID } from 'node:crypto'
import { HumanMessage } from '@langchain/core/messages'
import { RedisChatMessageHistory } from '@langchain/redis'
import { createClient } from 'redis'
import { PAGE, type Session, TTL_SECONDS } from '../src/contestants/contestant.ts'

export async function connect(url: string): Promise<Session> {
  const client = createClient({ url })
  await client.connect()
  const history = (sessionId: string) =>
    new RedisChatMessageHistory({ sessionId, sessionTTL: TTL_SECONDS, client })
  return {
    async begin(_user, texts) {
      const id = randomUUID()
      await Promise.all(texts.map((text) => history(id).addMessage(new HumanMessage(text))))
      return id
    },
    append: (_user, id, text) => history(id).addMessage(new HumanMessage(text)),
    async newest(_user, id) {
      const messages = await history(id).getMessages()
      return messages.slice(-PAGE).map(({ content }) => String(content))
    },
    [Symbol.asyncDispose]: async () => {
      await client.disconnect()
    },
  }
}
