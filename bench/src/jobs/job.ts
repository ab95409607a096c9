import type { Contestant } from '../contestants/contestant.ts'
import type { Measurement } from '../measure/benchmark-case.ts'
import type { Plan } from '../plan.ts'

export interface JobContext {
  plan: Plan
  contestants: readonly Contestant[]
  progress(text: string): void
}

export type Job = (context: JobContext) => Promise<Measurement[]>
