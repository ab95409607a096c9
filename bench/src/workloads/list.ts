import { PAGE } from '../contestants/contestant.ts'
import { textOf } from '../plan.ts'
import { many } from './data.ts'
import { type LoadWorkload, required } from './workload.ts'

/** List 20 conversations of a user who has `size` of them. */
export const list: LoadWorkload = async (session, size) => {
  const read = required(session.list)
  const user = `user-of-${size}`
  const mine = new Set(await many(size, (index) => session.begin(user, [textOf(index)])))
  const page = new Set(await read(user))
  if (page.size !== PAGE || [...page].some((id) => !mine.has(id))) {
    throw new Error(`does not list ${PAGE} conversations of the user`)
  }
  return { call: () => read(user) }
}
