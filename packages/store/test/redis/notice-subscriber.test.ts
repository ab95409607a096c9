import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownerKey } from '../../src/codec/owner-key.ts'
import type { RedisAddress } from '../../src/config.ts'
import type { Notice } from '../../src/notice.ts'
import { createNoticeSubscriber } from '../../src/redis/connection/notice-subscriber.ts'
import { type RedisCluster, startCluster, startRedis } from '../../testing/index.ts'
import { newOwner, openStore, storeConfig } from './support.ts'

let server: Awaited<ReturnType<typeof startRedis>>
let cluster: RedisCluster
beforeAll(async () => {
  server = await startRedis()
  cluster = await startCluster()
})
afterAll(async () => {
  await server?.stop()
  await cluster?.stop()
})

const WAIT = { timeout: 10_000, interval: 5 }
const addresses: [string, () => RedisAddress][] = [
  ['a server', () => ({ mode: 'standalone', url: server.url })],
  ['a cluster', () => ({ mode: 'cluster', url: cluster.url })],
]

describe.each(addresses)('notices of %s', (_name, addressOf) => {
  it('come for every change of the owner, and of no other', async () => {
    const config = storeConfig({ address: addressOf() })
    const store = openStore('', { address: config.address })
    const subscriber = createNoticeSubscriber(config, () => {})
    const owner = newOwner()
    const notices: Notice[] = []
    const cancel = subscriber.subscribe(ownerKey(owner), (notice) => notices.push(notice))
    await expect.poll(() => notices, WAIT).toStrictEqual([{ type: 'lost' }])

    await store.forOwner(newOwner()).start()
    const mine = store.forOwner(owner)
    const { id } = (await mine.start()).conversation
    const { lease } = await mine.runs(id).begin({ content: { type: 'text', text: 'a' } })
    await lease?.write([{ type: 'text', offset: 0, text: 'b' }])
    await mine.runs(id).stop()
    await lease?.finish({ status: 'stopped', messages: [] })
    await mine.update(id, { title: 'c' })
    await mine.delete(id)
    await mine.erase()
    const changed = { type: 'changed', id }
    await expect
      .poll(() => notices.slice(1), WAIT)
      .toStrictEqual([
        changed,
        changed,
        { type: 'said', id },
        { type: 'stop', id },
        changed,
        changed,
        { type: 'deleted', id },
        // A batch, and the end.
        { type: 'erased' },
        { type: 'erased' },
      ])

    cancel()
    const again: Notice[] = []
    subscriber.subscribe(ownerKey(owner), (notice) => again.push(notice))
    await expect.poll(() => again, WAIT).toStrictEqual([{ type: 'lost' }])
    await mine.start()
    await expect.poll(() => again.length, WAIT).toBe(2)
    expect(notices).toHaveLength(10)
    subscriber.close()
    await store.close()
  })
})
