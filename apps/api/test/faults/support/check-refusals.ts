import type { Expected } from './fault.ts'
import { type Call, durationOf, isChange, isRefused } from './history.ts'
import { isHeldUp, type LagWatch } from './lag-watch.ts'

/** Whether what was rejected while the fault lasted is what its case expects. */
export function checkRefusals(
  calls: readonly Call[],
  during: { from: number; to: number },
  { refused, deadlineMs }: Pick<Expected, 'refused'> & { deadlineMs: number },
  lag: LagWatch,
): string[] {
  const hit = calls.filter(
    ({ invokedAt, settledAt }) => invokedAt > during.from && settledAt < during.to,
  )
  const changes = hit.filter(isChange)
  const reads = hit.filter((call) => !isChange(call))
  const answered = (some: Call[]) => some.filter((call) => !isRefused(call)).length
  const refusals = (some: readonly Call[]) =>
    some.filter(
      (call) => isRefused(call) && !isHeldUp(lag, call.invokedAt, call.settledAt, deadlineMs),
    ).length
  const say = (count: number, what: string) => (count === 0 ? [] : [`${count} ${what}`])
  if (changes.length === 0 && refused !== 'some') return ['nothing was asked during the fault']
  switch (refused) {
    case 'all':
      return say(answered(hit), 'were answered all the same')
    case 'late': {
      const inTime = hit.filter((call) => durationOf(call) < deadlineMs)
      const isHardlyRefused = answered(hit) > hit.length / 2
      return [
        ...say(answered(inTime), 'were answered before there was a reply'),
        ...(isHardlyRefused ? ['most were answered all the same'] : []),
      ]
    }
    case 'writes':
      return [
        ...say(answered(changes), 'changes were answered all the same'),
        ...say(refusals(reads), 'reads were refused'),
      ]
    case 'changes':
      return say(answered(changes), 'changes were answered all the same')
    case 'some':
      return []
    case 'none':
      return say(refusals(calls), 'calls saw it')
  }
}
