import type { Session } from '../contestants/contestant.ts'
import { many } from '../measure/opened.ts'
import { textOf } from '../plan.ts'

/** Where a conversation is. */
export interface Place {
  user: string
  id: string
}

const USERS = 20

/** Conversations of `size` messages each, spread over some users. */
export async function beginAll(
  session: Session,
  { count, size }: { count: number; size: number },
): Promise<Place[]> {
  const texts = Array.from({ length: size }, (_, index) => textOf(index))
  return many(count, async (index) => {
    const user = `user-${index % USERS}`
    return { user, id: await session.begin(user, texts) }
  })
}
