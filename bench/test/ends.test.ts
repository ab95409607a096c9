import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startClient } from '../src/client/client-process.ts'
import type { Contestant } from '../src/contestants/contestant.ts'
import { baseline } from '../src/contestants/index.ts'
import { append } from '../src/jobs/append.ts'
import { list } from '../src/jobs/list.ts'
import { newest } from '../src/jobs/newest.ts'
import { using } from '../src/process/using.ts'
import { PLAN } from './support/plan.ts'

const context = { plan: PLAN, progress: () => {} }

test.each([
  { job: append, error: 'forgetful: did not keep what was appended' },
  { job: newest, error: 'forgetful: does not return the newest 20 messages' },
  { job: list, error: 'forgetful: does not list 20 conversations of the user' },
])('a contestant that returns something else is not measured: $error', async ({ job, error }) => {
  await expect(job({ ...context, contestants: [of('forgetful')] })).rejects.toThrow(error)
})

test('a call that fails ends the run, and names whose it was', async () => {
  const contestants = [baseline, of('failing')]
  await expect(append({ ...context, contestants })).rejects.toThrow('failing: the disk is full')
})

test('a client that ends by itself ends the run', async () => {
  const contestants = [of('dying')]
  await expect(append({ ...context, contestants })).rejects.toThrow('dying: its process ended (7)')
})

test('servers and clients end with the run, in whichever way', async () => {
  let port = 0
  let ask: (() => Promise<unknown>) | undefined
  const failing = using(async (use) => {
    const { redis, load } = await use(await startClient(baseline)).open()
    port = Number(new URL(redis.url).port)
    ask = () => load('start', 0, PLAN)
    throw new Error('failed')
  })
  await expect(failing).rejects.toThrow('failed')
  await expect(ask?.()).rejects.toThrow('baseline: its process ended (SIGKILL)')
  const rejected = new Promise((resolve) => connect(port, '127.0.0.1').once('error', resolve))
  expect(await rejected).toMatchObject({ code: 'ECONNREFUSED' })
})

/** A contestant of these tests' own. */
function of(name: string): Contestant {
  return { name, what: '', module: new URL(`support/${name}.ts`, import.meta.url).href }
}
