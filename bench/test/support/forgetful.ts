import { connect as connectBaseline } from '../../src/contestants/baseline.ts'
import type { Session } from '../../src/contestants/contestant.ts'

/** A contestant that says it appended, and did not. */
export async function connect(url: string): Promise<Session> {
  return { ...(await connectBaseline(url)), newest: async () => [], list: async () => [] }
}
