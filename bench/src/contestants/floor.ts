import { hash, randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { FLOOR } from '../names.ts'
import { type Contestant, PAGE, type Session, TITLE, TTL_SECONDS } from './contestant.ts'

/*
 * The least work that could do the job, with no promise kept: nothing is checked, nothing is safe to
 * repeat, and a summary in the index is only right until the first change.
 */

const EXPIRES = String(TTL_SECONDS)
const PREVIEW_CHARACTERS = 120

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

export const floor: Contestant = {
  name: FLOOR,
  what: 'append, start, status: one EVALSHA with the same writes (HSET, RPUSH, ZADD, EXPIREs); last 20: LRANGE -20 and decode; list: ZREVRANGE of an index whose members are the summaries, and decode',
  connect: async (url) => connectFloor(url),
}

export const bareRpush: Contestant = {
  name: 'a bare RPUSH',
  what: 'one RPUSH: no index, status, expiry or metadata',
  async connect(url) {
    const redis = connect(url)
    return {
      begin: async (user, texts) => begin(redis, user, texts),
      append: (user, id, text) => redis.rpush(keysOf(user, id).messages, encode(text)),
      [Symbol.asyncDispose]: async () => redis.disconnect(),
    }
  },
}

async function connectFloor(url: string): Promise<Session> {
  const redis = connect(url)
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

async function begin(redis: Redis, user: string, texts: readonly string[]): Promise<string> {
  const id = randomUUID()
  const { fields, messages, index, summaries } = keysOf(user, id)
  const now = String(Date.now())
  const last = texts.at(-1) ?? ''
  await redis.hset(fields, ['status', 'active', 'title', TITLE, 'createdAt', now])
  await redis.hset(fields, changed(now, last))
  if (texts.length > 0) await redis.rpush(messages, ...texts.map(encode))
  await redis.zadd(index, now, id)
  await redis.zadd(summaries, now, summaryOf(id, now, last))
  for (const key of [fields, messages, index, summaries]) await redis.expire(key, TTL_SECONDS)
  return id
}

/** With the protocol and the reply shapes that the store uses. */
function connect(url: string): Redis {
  return new Redis(url, { replyMapping: 'legacy' })
}

function keysOf(user: string, id: string) {
  const owner = `{contoso:${user}}`
  return {
    fields: `conversation:${owner}:${id}`,
    messages: `conversation:${owner}:${id}:messages`,
    index: `user:${owner}:conversations`,
    summaries: `user:${owner}:summaries`,
  }
}

/** The fields that every append changes. */
function changed(now: string, text: string): string[] {
  const times = ['updatedAt', now, 'lastAccessedAt', now, 'expiresAt', now]
  const preview = text.slice(0, PREVIEW_CHARACTERS)
  return ['messageCount', '1', 'lastMessagePreview', preview, 'revision', '2', ...times]
}

function encode(text: string): string {
  return JSON.stringify([Date.now(), randomUUID(), 'user', { type: 'text', text }])
}

function textOf(entry: string): string {
  const [, , , content]: [number, string, string, { text: string }] = JSON.parse(entry)
  return content.text
}

function summaryOf(id: string, now: string, text: string): string {
  const fields = ['active', TITLE, '{}', '', '', '1', text.slice(0, PREVIEW_CHARACTERS), '2']
  return JSON.stringify([...fields, now, now, now, now, id])
}

function idOf(summary: string): string {
  const fields: string[] = JSON.parse(summary)
  return fields.at(-1) ?? ''
}

function script(source: string): { source: string; sha: string } {
  return { source, sha: hash('sha1', source) }
}
