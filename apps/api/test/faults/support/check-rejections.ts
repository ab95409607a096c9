import type { Expected } from './fault.ts'
import { type Call, durationOf, isChange, isRejected } from './history.ts'
import { isHeldUp, type LagWatch } from './lag-watch.ts'

/** Whether what was rejected while the fault lasted is what its case expects. */
export function checkRejections(
  calls: readonly Call[],
  during: { from: number; to: number },
  { rejected, deadlineMs }: Pick<Expected, 'rejected'> & { deadlineMs: number },
  lag: LagWatch,
): string[] {
  const hit = calls.filter(
    ({ invokedAt, settledAt }) => invokedAt > during.from && settledAt < during.to,
  )
  const changes = hit.filter(isChange)
  const reads = hit.filter((call) => !isChange(call))
  const succeeded = (some: Call[]) => some.filter((call) => !isRejected(call)).length
  const rejections = (some: readonly Call[]) =>
    some.filter(
      (call) => isRejected(call) && !isHeldUp(lag, call.invokedAt, call.settledAt, deadlineMs),
    ).length
  const say = (count: number, what: string) => (count === 0 ? [] : [`${count} ${what}`])
  if (changes.length === 0 && rejected !== 'some') return ['nothing was asked during the fault']
  switch (rejected) {
    case 'all':
      return say(succeeded(hit), 'succeeded all the same')
    case 'late': {
      const inTime = hit.filter((call) => durationOf(call) < deadlineMs)
      const isHardlyRejected = succeeded(hit) > hit.length / 2
      return [
        ...say(succeeded(inTime), 'succeeded before there was a reply'),
        ...(isHardlyRejected ? ['most succeeded all the same'] : []),
      ]
    }
    case 'writes':
      return [
        ...say(succeeded(changes), 'changes succeeded all the same'),
        ...say(rejections(reads), 'reads were rejected'),
      ]
    case 'changes':
      return say(succeeded(changes), 'changes succeeded all the same')
    case 'some':
      return []
    case 'none':
      return say(rejections(calls), 'calls saw it')
  }
}
