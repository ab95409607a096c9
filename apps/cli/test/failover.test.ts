import { createStore, type Owner } from '@threadkeep/store'
import { openStoreAdmin } from '@threadkeep/store/admin'
import { startCluster } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { configOf } from './support.ts'

it('a walk over the keys meets every owner, though a master dies in its middle', async () => {
  await using cluster = await startCluster()
  const config = configOf({ mode: 'cluster', url: cluster.url })
  const store = createStore(config)
  const owners: Owner[] = Array.from({ length: 150 }, (_, user) => ({
    tenantId: 't',
    userId: `u${user}`,
  }))
  await Promise.all(owners.map((owner) => store.forOwner(owner).start()))
  await store.close()

  const { signal } = new AbortController()
  const admin = await openStoreAdmin(config, { maxOps: 1000, signal })
  const walk = admin.owners()
  const met = [(await walk.next()).value]
  const [, second] = cluster.masters
  const replica = new Redis(cluster.replicas[1]?.url ?? '')
  await second?.kill()
  await expect.poll(() => replica.info('replication'), { timeout: 20_000 }).toContain('role:master')
  replica.disconnect()
  for await (const owner of walk) met.push(owner)
  admin.close()
  const ids = met.map((owner) => owner?.userId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.sort()).toEqual(owners.map(({ userId }) => userId).sort())
})
