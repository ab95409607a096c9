import { connect } from 'node:net'
import { expect, test } from 'vitest'
import type { Contestant } from '../src/contestants/contestant.ts'
import { floor } from '../src/contestants/floor.ts'
import { threadkeep } from '../src/contestants/threadkeep.ts'
import { api } from '../src/jobs/api.ts'
import { append } from '../src/jobs/append.ts'
import { changes } from '../src/jobs/changes.ts'
import { list } from '../src/jobs/list.ts'
import { memory } from '../src/jobs/memory.ts'
import { newest } from '../src/jobs/newest.ts'
import { withServers } from '../src/measure/opened.ts'
import { API } from '../src/names.ts'
import type { Plan } from '../src/plan.ts'

/** Nothing is learned of speed here, only that every job does what it says. */
const PLAN: Plan = {
  rounds: 2,
  roundMs: 20,
  warmUp: { calls: 10, ms: 20 },
  histories: [0, 30],
  readHistories: [20, 50],
  messagesPerHistory: 60,
  appendsPerRound: 40,
  lists: [20, 40],
  foreignConversations: 30,
  memoryConversations: 20,
  apiMs: 20,
}

const context = { plan: PLAN, contestants: [threadkeep, floor], progress: () => {} }

test.each([
  { name: 'append', job: append, cells: 4 },
  { name: 'newest', job: newest, cells: 4 },
  { name: 'list', job: list, cells: 8 },
  { name: 'changes', job: changes, cells: 4 },
])('$name measures every contestant at every size, in every round', async ({ job, cells }) => {
  const measurements = await job(context)
  expect(measurements).toHaveLength(cells)
  for (const { contestant, samples } of measurements) {
    expect(samples).toHaveLength(PLAN.rounds)
    for (const sample of samples) {
      expect(sample.callsPerSecond).toBeGreaterThan(0)
      expect(sample.clientUs).toBeGreaterThan(0)
      if (contestant === threadkeep.name) expect(sample.scriptUs).toBeGreaterThan(0)
    }
  }
})

test('api measures the built server and the floor, singly and in batches', async () => {
  const measurements = await api({ ...context, plan: { ...PLAN, rounds: 1 } })
  expect(measurements).toHaveLength(10)
  for (const { contestant, samples } of measurements) {
    for (const sample of samples) {
      expect(sample.clientUs).toBeGreaterThan(0)
      // Every call of the API is one of Redis's as well, and none of the floor's is.
      if (contestant === API) expect(sample.commands).toBeGreaterThan(1)
      else expect(sample.commands).toBeLessThan(1)
    }
  }
}, 120_000)

test('memory counts what the messages take at the least', async () => {
  const uses = await memory(context)
  expect(uses.map(({ contestant }) => contestant)).toEqual([threadkeep.name, floor.name])
  for (const { bytesPerConversation } of uses) expect(bytesPerConversation).toBeGreaterThan(4000)
})

test('a contestant that answers with something else is not measured', async () => {
  const forgetful: Contestant = {
    ...floor,
    connect: async (url) => ({ ...(await floor.connect(url)), newest: async () => [] }),
  }
  const contestants = [forgetful]
  await expect(append({ ...context, contestants })).rejects.toThrow('did not keep')
  await expect(newest({ ...context, contestants })).rejects.toThrow('does not answer')
})

test('a call that fails ends the run, and its servers with it', async () => {
  let port = 0
  const failing = withServers(async (open) => {
    const { redis } = await open(floor)
    port = Number(new URL(redis.url).port)
    throw new Error('failed')
  })
  await expect(failing).rejects.toThrow('failed')
  const refused = new Promise((resolve) => connect(port, '127.0.0.1').once('error', resolve))
  expect(await refused).toMatchObject({ code: 'ECONNREFUSED' })
})
