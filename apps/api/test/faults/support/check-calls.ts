import { ERRORS } from '@threadkeep/shared'
import type { Rejection } from './caller.ts'
import { type Call, durationOf, isRejected } from './history.ts'
import type { LagWatch } from './lag-watch.ts'
import { GRACE_MS } from './settings.ts'

/** A fault that breaks a promise breaks it many times. */
const MOST_NAMED = 10

/** What was wrong with the responses by themselves: late, dishonest, or short of what was known. */
export function checkCalls(
  calls: readonly Call[],
  { deadlineMs, sendMs }: { deadlineMs: number; sendMs: number },
  struckAt: number,
  lag: LagWatch,
): string[] {
  const found = calls.flatMap((call) => {
    const { intent, result } = call
    const wrong: string[] = []
    const duration = Math.round(durationOf(call))
    const limit = intent.kind === 'send' ? sendMs : deadlineMs
    const allowed = limit + GRACE_MS + lag.between(call.invokedAt, call.settledAt)
    if (duration > allowed) {
      const begun = Math.round(call.invokedAt - struckAt)
      wrong.push(`${intent.kind}, begun at ${begun} ms, took ${duration} ms`)
    }
    if (isRejected(call)) {
      if (!isHonest(call.result)) wrong.push(`${intent.kind}: ${JSON.stringify(call.result)}`)
    } else if ('acknowledged' in intent && 'count' in result) {
      // A page of the list ends at 100.
      const known = Math.min(intent.acknowledged, intent.kind === 'list' ? 100 : Infinity)
      if (result.count < known) wrong.push(`${intent.kind} saw ${result.count} of ${known}`)
    }
    return wrong
  })
  const more = found.length - MOST_NAMED
  return more > 0 ? [...found.slice(0, MOST_NAMED), `and ${more} more`] : found
}

function isHonest({ status, reason, outcome, retryAfter, message }: Rejection): boolean {
  return (
    status === 503 &&
    reason === 'STORE_UNAVAILABLE' &&
    (outcome === 'unknown' || outcome === 'not_applied') &&
    /^[1-3]$/.test(retryAfter ?? '') &&
    message === ERRORS.STORE_UNAVAILABLE.message
  )
}
