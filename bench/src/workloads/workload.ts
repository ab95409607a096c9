import type { Session } from '../contestants/contestant.ts'
import type { Plan } from '../plan.ts'

/** Calls to make of a contestant, in its process, once their data is stored and checked. */
export interface Workload {
  /** Before each round, not measured. */
  prepare?(): Promise<void>
  call(n: number): Promise<unknown>
}

export type LoadWorkload = (session: Session, size: number, plan: Plan) => Promise<Workload>

/** An operation that is there, because nobody asks for one that is not. */
export function required<Operation>(operation: Operation | undefined): Operation {
  if (operation === undefined) throw new Error('cannot do what it is asked to')
  return operation
}
