import type { Session } from '../contestants/contestant.ts'
import { textOf } from '../plan.ts'

/** Where a conversation is. */
export interface Place {
  user: string
  id: string
}

const USERS = 20
const LOADERS = 64

/** Conversations of `size` messages each, spread over some users. */
export async function beginAll(session: Session, count: number, size: number): Promise<Place[]> {
  const texts = Array.from({ length: size }, (_, index) => textOf(index))
  return many(count, async (index) => {
    const user = `user-${index % USERS}`
    return { user, id: await session.begin(user, texts) }
  })
}

/** Calls `make` for 0, 1, 2 ..., some of them at a time, and keeps the results in order. */
export async function many<Result>(
  count: number,
  make: (index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const loader = async () => {
    while (next < count) {
      const index = next++
      results[index] = await make(index)
    }
  }
  await Promise.all(Array.from({ length: LOADERS }, loader))
  return results
}

export function pick<Item>(items: readonly Item[], n: number): Item {
  const item = items[n % items.length]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}
