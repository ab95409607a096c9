import { beginAll, pick } from './data.ts'
import { type LoadWorkload, required } from './workload.ts'

const USERS = 100
const CONVERSATIONS = 400

/** Start a conversation. */
export const start: LoadWorkload = async (session) => {
  const start = required(session.start)
  return { call: (n) => start(`user-${n % USERS}`) }
}

/** Change the status of one. */
export const setStatus: LoadWorkload = async (session) => {
  const setStatus = required(session.setStatus)
  const places = await beginAll(session, CONVERSATIONS, 1)
  let changed = 0
  return {
    call() {
      const { user, id } = pick(places, changed)
      // The other status each time round: one that is there already is no change.
      const status = Math.floor(changed++ / CONVERSATIONS) % 2 === 0 ? 'completed' : 'active'
      return setStatus(user, id, status)
    },
  }
}
