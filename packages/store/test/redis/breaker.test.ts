import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { startRedis } from '../../testing/index.ts'
import { DEADLINE_MS, established, outcomeOf, SINGLE_STATES, STATES } from './breaker-states.ts'
import { openPlain } from './live-support.ts'
import { newOwner, openStore } from './support.ts'

/** Longer than the age at which a rejection counts no more. */
const LONG_PAUSE_MS = 1200

const starts = (mine: OwnerConversations, count: number) =>
  Promise.all(Array.from({ length: count }, () => outcomeOf(mine.start())))

it.each(Object.entries(SINGLE_STATES))(
  'after %s every one of the first calls succeeds, whatever the pause',
  async (name, { begin, end }) => {
    await using server = await startRedis({ appendonly: name === 'LOADING' })
    const store = openStore(server.url, { commandTimeoutMs: DEADLINE_MS })
    const mine = store.forOwner(newOwner())
    await mine.start()
    for (const pauseMs of name === 'LOADING' ? [200] : [200, LONG_PAUSE_MS]) {
      const admin = openPlain(server)
      await admin.ping()
      await begin(admin, server)
      await established(mine)
      await end(admin, server)
      admin.disconnect()
      await pause(pauseMs)
      expect(new Set(await starts(mine, 20))).toEqual(new Set(['ok']))
    }
    await store.close()
  },
)

it('one rejection long ago concerns no call', async () => {
  await using server = await startRedis()
  const admin = openPlain(server)
  const store = openStore(server.url, { commandTimeoutMs: DEADLINE_MS })
  const mine = store.forOwner(newOwner())
  await mine.list()
  await STATES['OOM']?.begin(admin, server)
  expect(await outcomeOf(mine.start())).toContain('OOM')
  await pause(2 * LONG_PAUSE_MS)
  expect(await outcomeOf(mine.start())).toContain('OOM')
  await STATES['OOM']?.end(admin, server)
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
  await STATES['OOM']?.begin(admin, server)
  await established(mine)
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
