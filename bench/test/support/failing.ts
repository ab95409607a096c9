import { connect as connectBaseline } from '../../src/contestants/baseline.ts'
import type { Session } from '../../src/contestants/contestant.ts'

/** A contestant that appends once, for the check before it is measured, and then no more. */
export async function connect(url: string): Promise<Session> {
  const session = await connectBaseline(url)
  let appends = 0
  return {
    ...session,
    append: async (...args) => {
      if (appends++ > 0) throw new Error('the disk is full')
      return session.append?.(...args)
    },
  }
}
