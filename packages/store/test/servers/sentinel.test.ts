import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SentinelGroup, startSentinel } from '../../testing/servers/index.ts'

let group: SentinelGroup

beforeAll(async () => {
  group = await startSentinel({ downAfterMs: 500 })
})

afterAll(() => group.stop())

async function masterBy(sentinel: { url: string }): Promise<unknown> {
  const direct = new Redis(sentinel.url)
  try {
    return await direct.call('SENTINEL', 'get-master-addr-by-name', group.name)
  } finally {
    direct.disconnect()
  }
}

test('every sentinel names the master', async () => {
  expect(group.sentinels.length).toBe(3)
  for (const sentinel of group.sentinels) {
    expect(await masterBy(sentinel)).toEqual(['127.0.0.1', String(group.master.port)])
  }
})

test('a client that asks the sentinels writes to the master, and both replicas have it', async () => {
  const client = new Redis({ sentinels: group.sentinels.map(addressOf), name: group.name })
  expect(await client.set('key', 'value')).toBe('OK')
  expect(await client.wait(2, 5_000)).toBe(2)
  client.disconnect()
})

test('a killed master is replaced by a replica', { timeout: 90_000 }, async () => {
  await group.master.kill()
  const ports = group.replicas.map((replica) => String(replica.port))
  await expect
    .poll(
      async () => {
        const named = await Promise.all(group.sentinels.map(masterBy))
        return named.every((address) => Array.isArray(address) && ports.includes(address[1]))
      },
      // A machine so busy that its clock seems to jump makes sentinels sit out 30 s.
      { timeout: 80_000, interval: 50 },
    )
    .toBe(true)
})

function addressOf({ host, port }: { host: string; port: number }) {
  return { host, port }
}
