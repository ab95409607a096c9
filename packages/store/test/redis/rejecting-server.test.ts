import { expect, it } from 'vitest'
import { text } from '../../testing/conformance/support/samples.ts'
import { pollUntil } from '../../testing/index.ts'
import { newOwner, openStore, startRawRedis } from './support.ts'

/** A server that rejects every change with READONLY: it was a master once. */
it('is not hammered once it has rejected calls for longer than a deadline, and is found again', async () => {
  const deadline = 300
  await using server = await startRawRedis()
  const store = openStore(server.url, { commandTimeoutMs: deadline })
  const mine = store.forOwner(newOwner())
  let id = ''
  // A busy machine takes longer than this deadline to connect.
  await pollUntil('it is connected', async () => {
    id = (await mine.start({ idempotencyKey: 'start' })).conversation.id
    return true
  })
  const append = (n: number) =>
    mine.append(id, { messages: [text(`message ${n}`)], idempotencyKey: `k${n}` })
  const stat = async (section: string, name: string) => {
    const found = new RegExp(`${name}[:=](\\d+)`).exec(await server.raw.info(section))
    return Number(found?.[1] ?? 0)
  }
  const connected = await stat('stats', 'total_connections_received')
  await server.raw.replicaof('127.0.0.1', 1)

  const first = performance.now()
  await expect(append(0)).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' })
  await expect
    .poll(() => append(0).catch((error) => error.detail))
    // Redis 6 wraps what a script was told.
    .toMatch(/^still rejected: ReplyError .*READONLY/)
  expect(performance.now() - first).toBeGreaterThanOrEqual(deadline)
  // It was left, for the master that its address may lead to by now.
  expect(await stat('stats', 'total_connections_received')).toBeGreaterThan(connected)

  // A list writes nothing, so a replica could serve it, with what may be old.
  await expect(mine.list()).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' })

  await server.raw.config('RESETSTAT')
  const settled = await Promise.allSettled(Array.from({ length: 500 }, (_, n) => append(n)))
  expect(settled.every(({ status }) => status === 'rejected')).toBe(true)
  expect(await stat('commandstats', 'cmdstat_evalsha:calls')).toBeLessThan(20)
  expect(await stat('stats', 'total_connections_received')).toBeLessThan(5)

  await server.raw.replicaof('NO', 'ONE')
  await expect
    .poll(
      () =>
        append(0).then(
          () => 'stored',
          () => 'rejected',
        ),
      { interval: 20 },
    )
    .toBe('stored')
  expect((await mine.list()).items).toHaveLength(1)
  await store.close()
})
