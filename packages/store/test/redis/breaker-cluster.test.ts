import { expect, it } from 'vitest'
import { text } from '../../testing/conformance/support/samples.ts'
import { startCluster } from '../../testing/index.ts'
import { openPlain } from './live-support.ts'
import { outcomeOf, SHARD_REJECTIONS, untilRejectedFor } from './rejections.ts'
import { newOwner, openStore } from './support.ts'

/** Long enough for a busy machine to respond within it. */
const DEADLINE_MS = 1000

it('one node of a cluster that rejects calls costs the others not one', {
  timeout: 60_000,
}, async () => {
  // No failover, and a cluster that serves on: what is tried is the client.
  const config = { 'cluster-require-full-coverage': 'no' }
  await using cluster = await startCluster({ nodeTimeoutMs: 60_000, config })
  const address = { mode: 'cluster', url: cluster.url } as const
  // With a long deadline: the connections to the cluster have yet to be made.
  const patient = openStore(cluster.url, { address })
  const store = openStore(cluster.url, { address, commandTimeoutMs: DEADLINE_MS })
  const [sick] = cluster.masters
  if (sick === undefined) throw new Error('no master')
  let admin = openPlain(sick)
  const owners = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const owner = newOwner()
      const { id } = (await patient.forOwner(owner).start()).conversation
      const mine = store.forOwner(owner)
      await expect.poll(() => outcomeOf(mine.get(id)), { timeout: 15_000 }).toBe('ok')
      const keys = await admin.keys(`*${owner.tenantId}*`)
      return { mine, id, isSick: keys.length > 0 }
    }),
  )
  const [hit, spared] = [owners.filter(({ isSick }) => isSick), owners.filter((o) => !o.isSick)]
  expect(Math.min(hit.length, spared.length)).toBeGreaterThan(0)
  const call = ({ mine, id }: (typeof owners)[number]) => [
    outcomeOf(mine.append(id, { messages: [text('a')] })),
    outcomeOf(mine.list()),
  ]
  for (const [name, { begin, end }] of Object.entries(SHARD_REJECTIONS)) {
    await begin(admin, sick)
    const [mine] = hit.map((owner) => owner.mine)
    let isEstablished = false
    const others: string[] = []
    const asked = (async () => {
      while (!isEstablished) others.push(...(await Promise.all(spared.flatMap(call))))
    })()
    if (mine) await untilRejectedFor(DEADLINE_MS, mine)
    // Health asks every node meanwhile, as an orchestrator has it do.
    await store.health()
    isEstablished = true
    await asked
    others.push(...(await Promise.all(spared.flatMap(call))))
    expect(new Set(others), name).toEqual(new Set(['ok']))
    await end(admin, sick)
    await expect
      .poll(async () => new Set(await Promise.all(hit.flatMap(call))), { timeout: 15_000 })
      .toEqual(new Set(['ok']))
    admin.disconnect()
    admin = openPlain(sick)
  }
  admin.disconnect()
  await Promise.all([store, patient].map((each) => each.close()))
})
