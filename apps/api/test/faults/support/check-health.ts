import type { Expected } from './fault.ts'
import type { Turn } from './health-watch.ts'
import { GRACE_MS, HEAL_MS } from './settings.ts'

const HEALTHY = 200

/** A report is remembered for so long, and asked for so often by the test. */
const REMEMBERED_MS = 500
const ASKED_EVERY_MS = 100

export interface Times {
  deadlineMs: number
  struckAt: number
  repairedAt: number
  /** Of the machine, over the whole case. */
  lagMs: number
}

/** Whether /health said what is so: in time, and without wavering. */
export function checkHealth(
  turns: readonly Turn[],
  { health, isFromTheStart = false }: Pick<Expected, 'health'> & { isFromTheStart?: boolean },
  { deadlineMs, struckAt, repairedAt, lagMs }: Times,
): string[] {
  const said = turns.map(({ status }) => status)
  const expected = {
    healthy: [HEALTHY],
    unhealthy: [...(isFromTheStart ? [] : [HEALTHY]), 503, HEALTHY],
    either: said,
  }[health]
  if (said.join() !== expected.join()) return [`/health said ${said.join(', then ')}`]
  if (health !== 'unhealthy') return []
  const slack = REMEMBERED_MS + ASKED_EVERY_MS + lagMs
  const [bad, good] = turns.slice(-2)
  const found: string[] = []
  if (bad !== undefined && bad.at > struckAt + deadlineMs + GRACE_MS + slack) {
    found.push(`/health was bad only ${Math.round(bad.at - struckAt)} ms after the fault`)
  }
  if (good !== undefined && good.at > repairedAt + HEAL_MS + slack) {
    found.push(`/health was good only ${Math.round(good.at - repairedAt)} ms after the repair`)
  }
  return found
}
