import type { Session } from '../../src/contestants/contestant.ts'
import { connect as connectFloor } from '../../src/contestants/floor.ts'

/** A contestant that appends once, for the check before it is measured, and then no more. */
export async function connect(url: string): Promise<Session> {
  const session = await connectFloor(url)
  let appends = 0
  return {
    ...session,
    append: async (...args) => {
      if (appends++ > 0) throw new Error('the disk is full')
      return session.append?.(...args)
    },
  }
}
