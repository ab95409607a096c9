import { randomUUID } from 'node:crypto'
import { createStore } from '@threadkeep/store'
import { startCluster, startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { afterAll, describe, expect, it } from 'vitest'
import { fill, messagesOf, someOwners, text } from './fill.ts'
import { patientOf, SEEDS } from './seeds.ts'
import { configOf, jsonLines, TARGETS, threadkeep } from './support.ts'

describe.each(TARGETS)('verify on %s', (_name, start) => {
  it('finds nothing wrong with what is right, while it is written to', async () => {
    await using target = await start()
    const config = configOf(target.address)
    const store = createStore(config)
    await fill(store, someOwners(2, 5))
    const mine = store.forOwner({ tenantId: 'busy', userId: 'u' })
    const { id } = (await mine.start({ externalId: 'x' })).conversation
    let isOver = false
    const writing = (async () => {
      while (!isOver) {
        await mine.append(id, { messages: [text('a'), text('b')], idempotencyKey: randomUUID() })
        const other = (await mine.start()).conversation
        await mine.append(other.id, { messages: messagesOf(1), idempotencyKey: 'k' })
        await mine.truncate(other.id, { afterSeq: 1 })
        await mine.redact(other.id, 1)
        await mine.setStatus(other.id, 'archived')
        if (Math.random() < 0.5) await mine.delete(other.id)
      }
    })()
    const { code, out, err } = await threadkeep('verify', config)
    isOver = true
    await writing
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^\d+ conversations checked, 0 damages, 0 mended\.\n$/)
    await store.close()
  })
})

describe('verify', async () => {
  const server = await startRedis()
  const redis = new Redis(server.url)
  const config = configOf({ mode: 'standalone', url: server.url })
  const store = createStore(config)
  afterAll(async () => {
    redis.disconnect()
    await store.close()
    await server.stop()
  })

  it.each(SEEDS)(
    'names %s, and mends what can be mended',
    async (_what, damages, isMended, inflict) => {
      const owner = { tenantId: randomUUID(), userId: 'u' }
      const mine = store.forOwner(owner)
      const { id } = (await mine.start({ externalId: 'agent-1' })).conversation
      await mine.append(id, { messages: messagesOf(0), idempotencyKey: 'k' })
      const before = await mine.messages(id)
      await inflict(patientOf(redis, owner, id))
      const verify = async (...more: string[]) => {
        const { code, out } = await threadkeep(
          ['verify', '--tenant', owner.tenantId, '--json', ...more],
          config,
        )
        return { code, found: jsonLines(out) }
      }
      const found = damages.map((damage) =>
        expect.objectContaining({ ...owner, damage, mended: false }),
      )
      const first = await verify()
      expect(first).toEqual({ code: 1, found: expect.arrayContaining(found) })
      expect(first.found).toHaveLength(damages.length)
      const repaired = await verify('--repair')
      expect(repaired.code).toBe(isMended ? 0 : 1)
      expect(await verify()).toEqual(
        isMended ? { code: 0, found: [] } : { code: 1, found: expect.arrayContaining(found) },
      )
      if (!isMended) return
      expect((await mine.messages(id)).items.slice(0, 2)).toEqual(before.items)
      expect((await mine.list()).items.map((each) => each.id)).toEqual([id])
      expect(await mine.append(id, { messages: messagesOf(0), idempotencyKey: 'k' })).toMatchObject(
        {
          replayed: true,
        },
      )
      expect((await mine.findByExternalId('agent-1')).id).toBe(id)
    },
  )

  it('says in text what it found, where, and what to do', async () => {
    const mine = store.forOwner({ tenantId: 'shown', userId: 'u' })
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages: messagesOf(0) })
    const patient = patientOf(redis, { tenantId: 'shown', userId: 'u' }, id)
    await redis.zrem(patient.index(), id)
    const { out, err } = await threadkeep('verify --tenant shown', config)
    expect(out).toBe(
      `not-listed  shown u ${id}  --repair mends it\n1 conversation checked, 1 damage, 0 mended.\n`,
    )
    expect(err).toBe('Not mended: 1 damage.\n')
    const repaired = await threadkeep('verify --tenant shown --repair', config)
    expect(repaired).toMatchObject({ code: 0, out: expect.stringContaining(`u ${id}  mended\n`) })
  })

  it('names what a slot that moved left behind', async () => {
    await using cluster = await startCluster()
    const onCluster = configOf({ mode: 'cluster', url: cluster.url })
    const key = 'user:{slot:u}:conversations'
    const [first, second] = cluster.masters
    const [one, two] = [new Redis(first?.url ?? ''), new Redis(second?.url ?? '')]
    const slot = await one.cluster('KEYSLOT', key)
    const owns = await one.type(key).then(
      () => true,
      () => false,
    )
    const [owner, other] = owns ? [one, two] : [two, one]
    const from = await owner.cluster('MYID')
    await other.call('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', String(from))
    await other.pipeline([['asking'], ['zadd', key, '1', 'x']]).exec()
    await other.call('CLUSTER', 'SETSLOT', String(slot), 'STABLE')
    const { code, out } = await threadkeep('verify', onCluster)
    one.disconnect()
    two.disconnect()
    expect(code).toBe(1)
    expect(out).toContain(`key-in-foreign-slot  ${key}  the slot is moving`)
  })
})
