import type { Session } from '../../src/contestants/contestant.ts'
import { connect as connectFloor } from '../../src/contestants/floor.ts'

/** A contestant that says it appended, and did not. */
export async function connect(url: string): Promise<Session> {
  return { ...(await connectFloor(url)), newest: async () => [], list: async () => [] }
}
