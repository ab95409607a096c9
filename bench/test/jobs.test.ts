import { expect, test } from 'vitest'
import { baseline, threadkeep } from '../src/contestants/index.ts'
import { append } from '../src/jobs/append.ts'
import { changes } from '../src/jobs/changes.ts'
import { list } from '../src/jobs/list.ts'
import { memory } from '../src/jobs/memory.ts'
import { newest } from '../src/jobs/newest.ts'
import { PLAN } from './support/plan.ts'

const context = { plan: PLAN, contestants: [threadkeep, baseline], progress: () => {} }

test.each([
  { name: 'append', job: append, cases: 4 },
  { name: 'newest', job: newest, cases: 4 },
  { name: 'list', job: list, cases: 8 },
  { name: 'changes', job: changes, cases: 4 },
])('$name measures every contestant at every size, in every round', async ({ job, cases }) => {
  const measurements = await job(context)
  expect(measurements).toHaveLength(cases)
  for (const { contestant, samples } of measurements) {
    expect(samples).toHaveLength(PLAN.rounds)
    for (const sample of samples) {
      expect(sample.callsPerSecond).toBeGreaterThan(0)
      expect(sample.clientUs).toBeGreaterThan(0)
      if (contestant === threadkeep.name) expect(sample.scriptUs).toBeGreaterThan(0)
    }
  }
})

test('memory counts what the messages take at the least', async () => {
  const uses = await memory(context)
  expect(uses.map(({ contestant }) => contestant)).toEqual([threadkeep.name, baseline.name])
  for (const { bytesPerConversation } of uses) expect(bytesPerConversation).toBeGreaterThan(4000)
})
