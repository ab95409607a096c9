import type { Expected } from './fault.ts'
import { type Call, isChange, isRefused } from './history.ts'

/** Whether what was refused while the fault lasted is what its case expects. */
export function checkRefusals(
  calls: readonly Call[],
  during: { from: number; to: number },
  { refused }: Pick<Expected, 'refused'>,
): string[] {
  const hit = calls.filter(
    ({ invokedAt, settledAt }) => invokedAt > during.from && settledAt < during.to,
  )
  const changes = hit.filter(isChange)
  const reads = hit.filter((call) => !isChange(call))
  const answered = (some: Call[]) => some.filter((call) => !isRefused(call)).length
  const say = (count: number, what: string) => (count === 0 ? [] : [`${count} ${what}`])
  if (changes.length === 0 && refused !== 'some') return ['nothing was asked during the fault']
  switch (refused) {
    case 'all':
      return say(answered(hit), 'were answered all the same')
    case 'writes':
      return [
        ...say(answered(changes), 'changes were answered all the same'),
        ...say(reads.filter(isRefused).length, 'reads were refused'),
      ]
    case 'changes':
      return say(answered(changes), 'changes were answered all the same')
    case 'some':
      return []
    case 'none':
      return say(calls.filter(isRefused).length, 'calls saw it')
  }
}
