import type { Redis } from 'ioredis'
import type { OwnerKeys } from '../../src/redis/keys.ts'

/** Every key of the owner that is stored. */
export async function ownKeys(
  raw: Redis,
  { conversationPrefix, shared }: OwnerKeys,
): Promise<string[]> {
  const there = await Promise.all(shared.map((key) => raw.exists(key)))
  const ofConversations = await raw.keys(`${conversationPrefix}*`)
  return [...ofConversations, ...shared.filter((_, index) => there[index] === 1)].sort()
}

/** Where no index has a conversation any more, only a change brings it back into one. */
export async function listedSomewhere(raw: Redis, { shared }: OwnerKeys): Promise<Set<string>> {
  const found = new Set<string>()
  for (const key of shared.slice(0, 4)) {
    if ((await raw.type(key)) !== 'zset') continue
    for (const id of await raw.zrange(key, '0', '-1')) found.add(id)
  }
  return found
}

/** What erase can learn of: an id that nothing holds any more is found by a scan of Redis alone. */
export async function namedSomewhere(raw: Redis, keys: OwnerKeys): Promise<Set<string>> {
  const named = await listedSomewhere(raw, keys)
  for (const key of [keys.starts, keys.external]) {
    if ((await raw.type(key)) !== 'hash') continue
    for (const [field, value] of Object.entries(await raw.hgetall(key))) {
      for (const id of `${field} ${value}`.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []) named.add(id)
    }
  }
  return named
}
