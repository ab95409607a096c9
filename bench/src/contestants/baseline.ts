import { hash, randomUUID } from 'node:crypto'
import { begin, changed, encode, keysOf, openConnection } from './baseline-layout.ts'
import { PAGE, type Session, TITLE, TTL_SECONDS } from './contestant.ts'

/*
 * The least work that could do the job, with no promise kept: nothing is checked, nothing is safe to
 * repeat, and a summary in the index is only right until the first change.
 */

const EXPIRES = String(TTL_SECONDS)

// KEYS conversation, its messages, index. ARGV id, time, ttl, message, field, value, field, value ...
const APPEND = script(`
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
redis.call('RPUSH', KEYS[2], ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1])
for i = 1, 3 do redis.call('EXPIRE', KEYS[i], ARGV[3]) end
return 1`)

// KEYS conversation, index. ARGV id, time, ttl, field, value, field, value ...
const CHANGE = script(`
redis.call('HSET', KEYS[1], unpack(ARGV, 4))
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
for i = 1, 2 do redis.call('EXPIRE', KEYS[i], ARGV[3]) end
return 1`)

export async function connect(url: string): Promise<Session> {
  const redis = openConnection(url)
  for (const { source } of [APPEND, CHANGE]) await redis.script('LOAD', source)
  return {
    begin: (user, texts) => begin(redis, user, texts),
    append(user, id, text) {
      const { fields, messages, index } = keysOf(user, id)
      const now = String(Date.now())
      return redis.evalsha(
        APPEND.sha,
        3,
        fields,
        messages,
        index,
        id,
        now,
        EXPIRES,
        encode(text),
        ...changed(now, text),
      )
    },
    async newest(user, id) {
      const entries = await redis.lrange(keysOf(user, id).messages, -PAGE, -1)
      return entries.map(textOf)
    },
    async list(user) {
      const members = await redis.zrevrange(keysOf(user, '').summaries, 0, PAGE - 1)
      return members.map(idOf)
    },
    start(user) {
      const id = randomUUID()
      const { fields, index } = keysOf(user, id)
      const now = String(Date.now())
      const rest = ['status', 'active', 'title', TITLE, 'createdAt', now, ...changed(now, '')]
      return redis.evalsha(CHANGE.sha, 2, fields, index, id, now, EXPIRES, ...rest)
    },
    setStatus(user, id, status) {
      const { fields, index } = keysOf(user, id)
      const now = String(Date.now())
      const rest = ['status', status, ...changed(now, '')]
      return redis.evalsha(CHANGE.sha, 2, fields, index, id, now, EXPIRES, ...rest)
    },
    [Symbol.asyncDispose]: async () => redis.disconnect(),
  }
}

function textOf(entry: string): string {
  const [, , , content]: [number, string, string, { text: string }] = JSON.parse(entry)
  return content.text
}

function idOf(summary: string): string {
  const fields: string[] = JSON.parse(summary)
  return fields.at(-1) ?? ''
}

function script(source: string): { source: string; sha: string } {
  return { source, sha: hash('sha1', source) }
}
