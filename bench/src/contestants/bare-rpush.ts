import { begin, encode, keysOf, openConnection } from './baseline-layout.ts'
import type { Session } from './contestant.ts'

export async function connect(url: string): Promise<Session> {
  const redis = openConnection(url)
  return {
    begin: (user, texts) => begin(redis, user, texts),
    append: (user, id, text) => redis.rpush(keysOf(user, id).messages, encode(text)),
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  }
}
