import type { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { classifyError } from '../../src/redis/connection/classify-error.ts'
import { type RedisCluster, startCluster } from '../../testing/index.ts'
import { CLUSTER_ERRORS } from './error-table.ts'
import { openPlain } from './live-support.ts'

let cluster: RedisCluster
let nodes: Redis[]

beforeAll(async () => {
  cluster = await startCluster()
  nodes = cluster.masters.map(openPlain)
})
afterAll(async () => {
  for (const node of nodes) node.disconnect()
  await cluster?.stop()
})

/** Of the first master and the second: what to ask of the first. */
const CASES: Record<
  keyof typeof CLUSTER_ERRORS,
  (first: Redis, second: Redis) => Promise<unknown>
> = {
  async MOVED(first, second) {
    return first.get(await keyOf(second))
  },
  async CROSSSLOT(first) {
    return first.mget(await keyOf(first, 1), await keyOf(first, 2))
  },
  async TRYAGAIN(first, second) {
    const tag = await keyOf(first, 3)
    const slot = await first.cluster('KEYSLOT', tag)
    await first.set(`{${tag}}here`, '')
    await first.cluster('SETSLOT', slot, 'MIGRATING', String(await second.cluster('MYID')))
    return first.mget(`{${tag}}here`, `{${tag}}elsewhere`)
  },
  async 'ERR Script attempted to access a non local key'(first, second) {
    const elsewhere = await keyOf(second)
    return first.eval("return redis.call('GET', ARGV[1])", 1, await keyOf(first), elsewhere)
  },
  async CLUSTERDOWN(first) {
    const key = await keyOf(first, 4)
    await first.cluster('DELSLOTS', await first.cluster('KEYSLOT', key))
    return first.get(key)
  },
}

/** A key in the n-th slot of a master. */
async function keyOf(node: Redis, n = 0): Promise<string> {
  const id = String(await node.cluster('MYID'))
  const found: string[] = []
  const slots = new Set<number>()
  for (let candidate = 0; found.length <= n; candidate += 1) {
    const slot = Number(await node.cluster('KEYSLOT', String(candidate)))
    if (slots.has(slot) || (await ownerOf(node, slot)) !== id) continue
    slots.add(slot)
    found.push(String(candidate))
  }
  return found[n] ?? ''
}

async function ownerOf(node: Redis, slot: number): Promise<string> {
  const ranges = await node.cluster('SLOTS')
  const range = ranges.find(([from, to]) => from <= slot && slot <= to)
  return range?.[2]?.[2] ?? ''
}

test.each(Object.entries(CASES))(
  '%s, as a real cluster says it, is what the table says',
  async (word, ask) => {
    const [first, second] = nodes
    if (first === undefined || second === undefined) throw new Error('no two masters')
    const error = await ask(first, second).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ message: expect.stringMatching(new RegExp(`^${word}`)) })
    const row = Object.entries(CLUSTER_ERRORS).find(([key]) => key === word)?.[1]
    expect(classifyError(error)).toEqual(row?.verdict)
  },
)
