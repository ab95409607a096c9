import { PAGE } from '../contestants/contestant.ts'
import { textOf } from '../plan.ts'
import { beginAll, pick } from './data.ts'
import { type LoadWorkload, required } from './workload.ts'

/** Load the last 20 messages of a conversation that holds `size` of them. */
export const newest: LoadWorkload = async (session, size, plan) => {
  const read = required(session.newest)
  const count = Math.max(1, Math.floor(plan.messagesPerHistory / size))
  const places = await beginAll(session, count, size)
  const { user, id } = pick(places, 0)
  const expected = Array.from({ length: PAGE }, (_, index) => textOf(size - PAGE + index))
  if ((await read(user, id)).join() !== expected.join()) {
    throw new Error(`does not return the newest ${PAGE} messages`)
  }
  return {
    call(n) {
      const place = pick(places, n)
      return read(place.user, place.id)
    },
  }
}
