import { setTimeout as pause } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { pollUntil, startRedis } from '../../testing/index.ts'
import { openPlain } from './live-support.ts'
import { OOM, openAfter, outcomeOf, READONLY, REJECTIONS, untilEstablished } from './rejections.ts'
import { newOwner, openStore } from './support.ts'

/** Shorter than LOADING lasts. On a busy machine a call may run into it: see `test:recovery`. */
const DEADLINE_MS = 1000
/** Longer than the age at which a rejection counts no more. */
const LONG_PAUSE_MS = 1200

const starts = (mine: OwnerConversations, count: number) =>
  Promise.all(Array.from({ length: count }, () => outcomeOf(mine.start())))

const untilAllSucceed = (mine: OwnerConversations) =>
  pollUntil('all succeed', async () =>
    (await starts(mine, 20)).every((outcome) => outcome === 'ok'),
  )

async function scriptCalls(admin: Redis): Promise<number> {
  const [, calls] = /cmdstat_evalsha:calls=(\d+)/.exec(await admin.info('commandstats')) ?? []
  return Number(calls)
}

/** After these a connection is to be made first, which a busy machine may be late with: see `test:recovery`. */
const CONNECTS_FIRST = ['LOADING', 'maxclients']

/* Together, because they wait most of the time. */
describe.concurrent.each(Object.entries(REJECTIONS))('after %s', (name, rejection) => {
  it.concurrent('the first call succeeds, and then those that come together', async () => {
    await using after = await openAfter(rejection, DEADLINE_MS)
    const { mine } = after
    const first = await outcomeOf(mine.start())
    if (!CONNECTS_FIRST.includes(name)) expect(first).toBe('ok')
    await untilAllSucceed(mine)
  })
})

/* Of LOADING it takes too long, and says nothing that READONLY does not. */
const AGEING = Object.entries(REJECTIONS).filter(([name]) => name !== 'LOADING')
describe.concurrent.each(AGEING)('after %s', (_name, rejection) => {
  it.concurrent('and a long pause, those that come together are all sent', async () => {
    await using after = await openAfter(rejection, DEADLINE_MS)
    const { mine } = after
    await pause(LONG_PAUSE_MS)
    // The breaker has aged: none is held back for a first one that is tried.
    const outcomes = await starts(mine, 20)
    expect(outcomes.filter((outcome) => outcome.startsWith('still'))).toEqual([])
    await untilAllSucceed(mine)
  })
})

it('a trial that meets another kind of rejection is retried until that ends', async () => {
  await using server = await startRedis()
  const admin = openPlain(server)
  const store = openStore(server.url, { commandTimeoutMs: DEADLINE_MS })
  const mine = store.forOwner(newOwner())
  await OOM.begin(admin, server)
  await untilEstablished(mine)
  await READONLY.begin(admin, server)
  await OOM.end(admin, server)
  const before = await scriptCalls(admin)
  const outcome = outcomeOf(mine.start())
  await pollUntil('it is rejected', async () => (await scriptCalls(admin)) > before)
  await READONLY.end(admin, server)
  expect(await outcome).toBe('ok')
  admin.disconnect()
  await store.close()
})

it('one rejection long ago concerns no call', async () => {
  await using server = await startRedis()
  const admin = openPlain(server)
  const store = openStore(server.url, { commandTimeoutMs: DEADLINE_MS })
  const mine = store.forOwner(newOwner())
  await mine.list()
  await OOM.begin(admin, server)
  expect(await outcomeOf(mine.start())).toContain('OOM')
  await pause(2 * LONG_PAUSE_MS)
  expect(await outcomeOf(mine.start())).toContain('OOM')
  await OOM.end(admin, server)
  expect(new Set(await starts(mine, 20))).toEqual(new Set(['ok']))
  admin.disconnect()
  await store.close()
})

it('deletes and erases are made under OOM while writers are rejected, and reads are', async () => {
  await using server = await startRedis()
  const admin = openPlain(server)
  const store = openStore(server.url, { commandTimeoutMs: DEADLINE_MS })
  const mine = store.forOwner(newOwner())
  const ids: string[] = []
  for (let n = 0; n < 20; n += 1) ids.push((await mine.start()).conversation.id)
  await OOM.begin(admin, server)
  await untilEstablished(mine)
  let isWriting = true
  const write = async () => {
    while (isWriting) {
      await outcomeOf(mine.append(ids[0] ?? '', { messages: [text('no room')] }))
      await pause(1)
    }
  }
  const writers = Array.from({ length: 10 }, write)
  const settled = await Promise.all(
    ids.slice(1).flatMap((id) => [outcomeOf(mine.get(ids[0] ?? '')), outcomeOf(mine.delete(id))]),
  )
  expect(new Set(settled)).toEqual(new Set(['ok']))
  expect(await mine.erase()).toMatchObject({ conversations: 1 })
  isWriting = false
  await Promise.all(writers)
  admin.disconnect()
  await store.close()
})
