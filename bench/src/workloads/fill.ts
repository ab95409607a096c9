import { PAGE } from '../contestants/contestant.ts'
import { textOf } from '../plan.ts'
import { type LoadWorkload, required } from './workload.ts'

const CONVERSATIONS_OF_FOREIGNER = 100
const CONVERSATIONS_OF_USER = 10

/** Conversations of users whom nobody asks for. */
export const foreign: LoadWorkload = async (session) => ({
  call: (n) => session.begin(`foreign-${Math.floor(n / CONVERSATIONS_OF_FOREIGNER)}`, []),
})

/** Conversations of 20 messages, each of which is appended by itself. */
export const conversations: LoadWorkload = async (session) => {
  const append = required(session.append)
  let begun = 0
  return {
    async call() {
      const user = `user-${Math.floor(begun++ / CONVERSATIONS_OF_USER)}`
      const id = await session.begin(user, [])
      for (let n = 0; n < PAGE; n += 1) await append(user, id, textOf(n))
    },
  }
}
