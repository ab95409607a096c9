import { Cluster, Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RedisCluster, startCluster } from '../../testing/servers/index.ts'

let cluster: RedisCluster
let client: Cluster

beforeAll(async () => {
  cluster = await startCluster()
  const [seed] = cluster.nodes
  client = new Cluster([{ host: '127.0.0.1', port: seed?.port ?? 0 }], {
    slotsRefreshInterval: 500,
  })
})

afterAll(async () => {
  client.disconnect()
  await cluster.stop()
})

test('it has six nodes, three of them masters with a third of the slots each', async () => {
  expect(cluster.nodes.length).toBe(6)
  const [seed] = cluster.nodes
  const direct = new Redis(seed?.url ?? '')
  const ranges = await direct.cluster('SLOTS')
  direct.disconnect()
  const bySlot = [...ranges].sort(([one], [other]) => one - other)
  const portOf = (node: readonly unknown[] | undefined) => node?.[1]
  const rows = bySlot.map(([first, last, ...nodes]) => [first, last, ...nodes.map(portOf)])
  const portsOf = (index: number) => [cluster.masters[index]?.port, cluster.replicas[index]?.port]
  expect(rows).toEqual([
    [0, 5461, ...portsOf(0)],
    [5462, 10922, ...portsOf(1)],
    [10923, 16383, ...portsOf(2)],
  ])
})

test('a key of each master is written there, and reaches its replica', async () => {
  // In the slots 5061, 9995 and 12182.
  const keys = ['bar', 'qux', 'foo']
  for (const key of keys) expect(await client.set(key, key)).toBe('OK')
  const stored = async (key: string) => {
    const holders: number[] = []
    for (const node of cluster.nodes) {
      const direct = new Redis(node.url)
      if ((await direct.keys('*')).includes(key)) holders.push(node.port)
      direct.disconnect()
    }
    return holders
  }
  const pairAt = (index: number) => [cluster.masters[index]?.port, cluster.replicas[index]?.port]
  for (const [index, key] of keys.entries()) {
    await expect.poll(() => stored(key)).toEqual(pairAt(index))
  }
})

test('a frozen master is replaced by its replica', { timeout: 90_000 }, async () => {
  const [master] = cluster.masters
  const [replica] = cluster.replicas
  master?.signal('SIGSTOP')
  const direct = new Redis(replica?.url ?? '')
  await expect
    .poll(async () => (await direct.role())[0], { timeout: 40_000, interval: 50 })
    .toBe('master')
  direct.disconnect()
  await expect.poll(() => client.get('bar'), { timeout: 40_000, interval: 50 }).toBe('bar')
  master?.signal('SIGCONT')
})
