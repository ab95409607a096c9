import { afterAll, expect, test } from 'vitest'
import type { RunLease, RunPiece } from '../../src/conversation-runs.ts'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { DataLossError } from '../../src/errors.ts'
import { keysOf, newOwner, openStore, startRawRedis } from './support.ts'

/** Pieces of a run that Redis lost: in a failover the newest, by an eviction all of them. */

const redis = await startRawRedis()
const store = openStore(redis.url)
afterAll(async () => {
  await store.close()
  await redis[Symbol.asyncDispose]()
})

const pieces = (from: number, to: number): RunPiece[] =>
  Array.from({ length: to - from }, (_, n) => ({ type: 'text', offset: from + n, text: 'x' }))

async function startRun() {
  const owner = newOwner()
  const mine = store.forOwner(owner)
  const { id } = (await mine.start()).conversation
  const runs = mine.runs(id)
  const lease = leaseOf((await runs.begin({ content: { type: 'text', text: 'Hello' } })).lease)
  return { mine, id, runs, lease, key: keysOf(owner).conversation(id).pieces }
}

function leaseOf(lease: RunLease | null): RunLease {
  if (lease === null) throw new Error('no lease')
  return lease
}

async function said(mine: OwnerConversations, id: string) {
  const events = mine.runs(id).watch({ signal: AbortSignal.timeout(10_000) })
  for await (const { event } of events) if (event.type === 'delta') return event
  return undefined
}

test.each([
  ['the newest', 8],
  ['more than one write holds', 1],
  ['all', 0],
])('are written again: %s', async (_, left) => {
  const { mine, id, runs, lease, key } = await startRun()
  const count = 450
  for (let from = 0; from < count; from += 150) await lease.write(pieces(from, from + 150))
  if (left > 0) await redis.raw.ltrim(key, 0, left - 1)
  else await redis.raw.del(key)

  expect(await lease.write(pieces(count, count + 2))).toBe('written')
  expect(await redis.raw.llen(key)).toBe(count + 2)
  expect(await said(mine, id)).toMatchObject({ offset: 0, text: 'x'.repeat(count + 2) })

  // Those that were not lost are not written twice.
  expect(await lease.write(pieces(count + 2, count + 3))).toBe('written')
  await lease.giveBack()
  expect(leaseOf(await runs.takeOver('keep')).said).toStrictEqual(pieces(0, count + 3))
})

test('that are damaged keep no run from ending', async () => {
  const { runs, lease, key } = await startRun()
  await lease.write(pieces(0, 3))
  await redis.raw.lset(key, 1, 'broken')
  await lease.giveBack()
  const taken = leaseOf(await runs.takeOver('keep'))
  expect(taken.said).toStrictEqual(pieces(0, 1))
  const reply = { role: 'assistant', content: { type: 'text', text: 'x' } } as const
  expect(await taken.finish({ status: 'failed', messages: [reply] })).toMatchObject({
    run: { status: 'failed' },
  })
})

test('under a key of another type are damage', async () => {
  const { lease, key } = await startRun()
  await redis.raw.set(key, 'x')
  await expect(lease.write(pieces(0, 1))).rejects.toThrow(DataLossError)
})
