import type { Redis } from 'ioredis'
import type { OwnerKeys } from '../../src/redis/keys.ts'

/** Everything that is stored of an owner, without expiries and without when a conversation was read. */
export async function snapshot(raw: Redis, keys: OwnerKeys): Promise<Record<string, unknown>> {
  const ofConversations = await raw.keys(`${keys.conversationPrefix}*`)
  const values: Record<string, unknown> = {}
  for (const key of [...ofConversations, ...keys.shared].sort()) {
    const value = await storedAt(raw, key)
    if (value !== undefined) values[key] = value
  }
  return values
}

async function storedAt(raw: Redis, key: string): Promise<unknown> {
  switch (await raw.type(key)) {
    case 'string':
      return raw.get(key)
    case 'list':
      return raw.lrange(key, 0, -1)
    case 'set':
      return (await raw.smembers(key)).sort()
    case 'zset':
      return raw.zrange(key, '0', '-1', 'WITHSCORES')
    case 'hash':
      return Object.entries(await raw.hgetall(key))
        .map(([field, value]) => [field, field === 'record' ? unread(value) : value])
        .sort()
    default:
      return undefined
  }
}

function unread(record: string): string {
  return record.replace(/^(2,\d+,"\w+",\d+,\d+,\d+),\d+,/, '$1,(read),')
}
