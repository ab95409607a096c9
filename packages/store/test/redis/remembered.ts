import type { Redis } from 'ioredis'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { text } from '../../testing/conformance/support/samples.ts'

/* For tests of what is remembered of changes, and for how long. */

export const TEN_MINUTES = 10 * 60_000

/** Appends messages of a key of their own. */
export const say = (mine: OwnerConversations, id: string, key: string, count = 1) =>
  mine.append(id, {
    messages: Array.from({ length: count }, () => text(key)),
    idempotencyKey: key,
  })

/** As if their truncation had been earlier. */
export async function ageTruncations(raw: Redis, fields: string): Promise<void> {
  for (const [key, value] of Object.entries(await raw.hgetall(fields))) {
    const [, mark, at] = /^(r?-)(\d{13})$/.exec(value) ?? []
    if (at !== undefined) await raw.hset(fields, key, `${mark}${Number(at) - TEN_MINUTES}`)
  }
}
