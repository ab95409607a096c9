import type { Session } from '../contestants/contestant.ts'
import { textOf } from '../plan.ts'
import { beginAll, type Place, pick } from './data.ts'
import { type LoadWorkload, required } from './workload.ts'

/** Appending to an empty history stays that only as long as nobody has appended much. */
const APPENDS_TO_EMPTY = 10

/** Append one message to a conversation that holds `size` of them. */
export const append: LoadWorkload = async (session, size, plan) => {
  const append = required(session.append)
  await checkKept(session)
  let places: Place[] = []
  const load = async (count: number) => {
    places = await beginAll(session, count, size)
  }
  if (size > 0) await load(Math.ceil(plan.messagesPerHistory / size))
  let appended = 0
  return {
    ...(size === 0 && { prepare: () => load(plan.appendsPerRound / APPENDS_TO_EMPTY) }),
    call(n) {
      const { user, id } = pick(places, n)
      return append(user, id, textOf(appended++))
    },
  }
}

/** What is not kept is quick to append. */
async function checkKept(session: Session): Promise<void> {
  const id = await session.begin('check', [])
  await session.append?.('check', id, textOf(1))
  const texts = await session.newest?.('check', id)
  if (texts !== undefined && texts.join() !== textOf(1)) {
    throw new Error('did not keep what was appended')
  }
}
