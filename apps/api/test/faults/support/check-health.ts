import type { Expected } from './fault.ts'
import type { Turn } from './health-watch.ts'
import { isHeldUp, type LagWatch } from './lag-watch.ts'
import { GRACE_MS, HEAL_MS } from './settings.ts'

const HEALTHY = 200
const UNHEALTHY = 503

/** A report is remembered for so long, and asked for so often by the test. */
const REMEMBERED_MS = 500
const ASKED_EVERY_MS = 100

export interface Times {
  deadlineMs: number
  /** A strike may take a while, and be felt at once. */
  strikeBegan: number
  struckAt: number
  repairedAt: number
  endedAt: number
}

/** Whether /health said what is so: in time, and without wavering. */
export function checkHealth(
  turns: readonly Turn[],
  { health, isFromTheStart = false }: Pick<Expected, 'health'> & { isFromTheStart?: boolean },
  { deadlineMs, struckAt, repairedAt, endedAt }: Times,
  lag: LagWatch,
): string[] {
  if (health === 'either') return []
  const said = turns.map(({ status }) => status)
  const expected =
    health === 'healthy' ? [HEALTHY] : [...(isFromTheStart ? [] : [HEALTHY]), UNHEALTHY, HEALTHY]
  if (said.join() !== expected.join()) return [`/health said ${said.join(', then ')}`]
  if (health === 'healthy') return []
  const slack = REMEMBERED_MS + ASKED_EVERY_MS + lag.between(struckAt, endedAt)
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

/**
 * What /health said without what it said of the machine: that the reply to a PING had not been read
 * in time by a server that was kept waiting for its processor, with no fault about.
 */
export function turnsOfFault(
  turns: readonly Turn[],
  { health }: Pick<Expected, 'health'>,
  { deadlineMs, strikeBegan, repairedAt }: Times,
  lag: LagWatch,
): Turn[] {
  const healed = turns.find(({ status, at }) => status === HEALTHY && at > repairedAt)
  const healedAt = healed?.at ?? Number.POSITIVE_INFINITY
  const isOfMachine = ({ status, at }: Turn) => {
    const isDuring = health !== 'healthy' && at > strikeBegan && at < healedAt
    const lookBegan = at - deadlineMs - REMEMBERED_MS - ASKED_EVERY_MS
    return status !== HEALTHY && !isDuring && isHeldUp(lag, lookBegan, at, deadlineMs)
  }
  const kept = turns.filter((turn) => !isOfMachine(turn))
  return kept.filter(({ status }, index) => status !== kept[index - 1]?.status)
}
