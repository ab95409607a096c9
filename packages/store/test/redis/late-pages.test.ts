import { expect, it } from 'vitest'
import type { RedisAddress } from '../../src/config.ts'
import { createStore } from '../../src/index.ts'
import { type FaultProxy, startProxy } from '../../testing/index.ts'
import { fillWithPages } from './full-pages.ts'
import { newOwner, type RawRedis, startRawRedis, storeConfig } from './support.ts'

interface Target extends AsyncDisposable {
  address: RedisAddress
  link: FaultProxy
}

const startLink = ({ url }: RawRedis) => startProxy({ port: Number(new URL(url).port) })

function targetOf(address: RedisAddress, link: FaultProxy, node: RawRedis): Target {
  return {
    address,
    link,
    async [Symbol.asyncDispose]() {
      await link.stop()
      await node[Symbol.asyncDispose]()
    },
  }
}

async function startServer(): Promise<Target> {
  const node = await startRawRedis()
  const link = await startLink(node)
  return targetOf({ mode: 'standalone', url: link.url }, link, node)
}

/** A node that serves all slots, and announces the proxy as its address. */
async function startCluster(): Promise<Target> {
  const node = await startRawRedis({ 'cluster-enabled': 'yes' })
  const link = await startLink(node)
  await node.raw.config('SET', 'cluster-announce-ip', '127.0.0.1')
  await node.raw.config('SET', 'cluster-announce-port', link.port)
  await node.raw.cluster('ADDSLOTS', ...Array.from({ length: 16_384 }, (_, slot) => slot))
  await expect
    .poll(async () => String(await node.raw.cluster('INFO')), { timeout: 10_000 })
    .toContain('cluster_state:ok')
  return targetOf({ mode: 'cluster', url: link.url }, link, node)
}

const LATE: [string, number, () => Promise<Target>][] = [
  ['a server', 0, startServer],
  ['a server', 30, startServer],
  ['a cluster', 30, startCluster],
]

it.each(LATE)(
  'pages of %s that came too late for their calls do not pile up on the way, after %i lists',
  async (_kind, lists, start) => {
    await using target = await start()
    const { address, link } = target
    const store = createStore(storeConfig({ address, commandTimeoutMs: 500 }))
    const owner = store.forOwner(newOwner())
    const id = await fillWithPages(owner)
    // Else the script itself would have to pass the link.
    const stranger = store.forOwner(newOwner())
    await expect(stranger.messages(id)).rejects.toMatchObject({ reason: 'CONVERSATION_NOT_FOUND' })
    for (let n = 0; n < lists; n++) await owner.list()
    const before = link.counters.replyBytes
    // A page takes 26 seconds.
    link.inject({ kind: 'throttle', bytesPerSecond: 20_000 })
    try {
      for (let n = 0; n < 3; n++) {
        const reads = Array.from({ length: 4 }, () => owner.messages(id, { limit: 100 }))
        for (const { status } of await Promise.allSettled(reads)) expect(status).toBe('rejected')
      }
    } finally {
      link.heal()
    }
    await expect.poll(async () => (await owner.messages(id, { limit: 1 })).items.length).toBe(1)
    await store.close()
    const pages = (link.counters.replyBytes - before) / (512 * 1024)
    expect(pages).toBeGreaterThan(0.5)
    expect(pages).toBeLessThan(2)
  },
)
