import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { TITLE, TTL_SECONDS } from './contestant.ts'

const PREVIEW_CHARACTERS = 120

export async function begin(redis: Redis, user: string, texts: readonly string[]): Promise<string> {
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
export function openConnection(url: string): Redis {
  return new Redis(url, { replyMapping: 'legacy' })
}

export function keysOf(user: string, id: string) {
  const owner = `{contoso:${user}}`
  return {
    fields: `conversation:${owner}:${id}`,
    messages: `conversation:${owner}:${id}:messages`,
    index: `user:${owner}:conversations`,
    summaries: `user:${owner}:summaries`,
  }
}

/** The fields that every append changes. */
export function changed(now: string, text: string): string[] {
  const times = ['updatedAt', now, 'lastAccessedAt', now, 'expiresAt', now]
  const preview = text.slice(0, PREVIEW_CHARACTERS)
  return ['messageCount', '1', 'lastMessagePreview', preview, 'revision', '2', ...times]
}

export function encode(text: string): string {
  return JSON.stringify([Date.now(), randomUUID(), 'user', { type: 'text', text }])
}

function summaryOf(id: string, now: string, text: string): string {
  const fields = ['active', TITLE, '{}', '', '', '1', text.slice(0, PREVIEW_CHARACTERS), '2']
  return JSON.stringify([...fields, now, now, now, now, id])
}
