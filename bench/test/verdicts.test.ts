import { expect, test } from 'vitest'
import type { Measurement } from '../src/measure/benchmark-case.ts'
import { pairedRatios, spreadOf } from '../src/measure/stats.ts'
import { verdictRow } from '../src/report/text.ts'
import { verdictsOf } from '../src/targets.ts'
import { aRun } from './support/a-run.ts'

test('a spread is the middle and both ends', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 })
  expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 })
})

test('ratios pair what was measured in the same round', () => {
  // The machine was half as fast in the second round: the ratio of both is the same.
  expect(pairedRatios([100, 50, 100], [200, 100, 200])).toEqual([0.5, 0.5, 0.5])
  expect(() => pairedRatios([1, 2], [1])).toThrow('one run')
})

const BASELINE_GOAL = 'append: of the minimal EVALSHA with the same writes, empty history'

test('a goal is met, or missed by so much, or was not measured', () => {
  expect(rowOf(BASELINE_GOAL, [append('Threadkeep', 80), append('baseline', 100)])).toEqual([
    BASELINE_GOAL,
    '>= 0.8',
    '0.8',
    '0.8..0.8',
    'met',
  ])
  expect(rowOf(BASELINE_GOAL, [append('Threadkeep', 60), append('baseline', 100)]).at(-1)).toBe(
    'missed by 25 %',
  )
  expect(rowOf(BASELINE_GOAL, [append('Threadkeep', 60)]).at(-1)).toBe('not measured')
})

test('memory is a goal from above', () => {
  const verdictAt = (bytesPerConversation: number) =>
    verdictsOf({
      ...aRun(),
      memory: [
        { contestant: 'Threadkeep', bytesPerConversation },
        { contestant: '@chat-adapter/state-ioredis', bytesPerConversation: 1000 },
      ],
    })
      .filter(({ topic }) => topic === 'memory')
      .map((verdict) => verdictRow(verdict).at(-1))
  expect(verdictAt(1200)).toEqual(['met'])
  expect(verdictAt(2400)).toEqual(['missed by 100 %'])
})

function rowOf(name: string, measurements: Measurement[]): string[] {
  const rows = verdictsOf({ ...aRun(), measurements }).map(verdictRow)
  return rows.find(([first]) => first === name) ?? []
}

function append(contestant: string, callsPerSecond: number): Measurement {
  const [sample] = aRun().measurements.flatMap(({ samples }) => samples)
  if (sample === undefined) throw new Error('a run has samples')
  const samples = [{ ...sample, callsPerSecond }]
  return { job: 'append', size: 0, variant: '', contestant, samples }
}
