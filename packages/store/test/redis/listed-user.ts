import { type Conversation, STATUSES } from '@threadkeep/shared'
import { expect } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { startMany } from '../../testing/conformance/support/samples.ts'
import { keysOf, newOwner, type RawRedis } from './support.ts'

export const ids = (items: Conversation[]) => items.map(({ id }) => id)

/** Times of changes, one second apart, of a user's conversations from the newest on. */
export const NEWEST = Date.now() - 60_000
export const timeOf = (place: number) => NEWEST - place * 1000

/** A user with conversations of every status, `ids` from the newest on. */
export async function newListedUser(server: RawRedis, store: ConversationStore, count: number) {
  const owner = newOwner()
  const mine = store.forOwner(owner)
  const keys = keysOf(owner)
  const started = ids(await startMany(mine, count))
  for (const [place, id] of started.entries()) {
    await mine.setStatus(id, statusOf(place))
    await changeRecord(id, (record) => record.replace(TIMES, `${timeOf(place)},${NEWEST}`))
    await score(id, place, timeOf(place))
  }
  return { mine, keys, ids: started, score, changeRecord }

  async function changeRecord(id: string, change: (record: string) => string): Promise<void> {
    const { fields } = keys.conversation(id)
    const record = (await server.raw.hget(fields, 'record')) ?? ''
    const changed = change(record)
    expect(changed).not.toBe(record)
    await server.raw.hset(fields, 'record', changed)
  }

  /** In both indexes that list it. */
  async function score(id: string, place: number, time: number): Promise<void> {
    for (const key of [keys.all, keys.byStatus[statusOf(place)]])
      await server.raw.zadd(key, time, id)
  }
}

/** In a record: when it was changed and accessed, and before its ttl the time of its next renewal. */
export const TIMES = /(?<=^2,\d+,"\w+",\d+,\d+,)\d+,\d+/
export const TTL = /^2,\d+(,"\w+",\d+,\d+,\d+,\d+,\d+),\d+/
export const statusOf = (place: number) => STATUSES[[0, 0, 1, 0, 2][place % 5] ?? 0] ?? 'active'

export type ListedUser = Awaited<ReturnType<typeof newListedUser>>
