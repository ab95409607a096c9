import { createStore } from '@threadkeep/store'
import { describe, expect, it } from 'vitest'
import { fill, someOwners, text } from './fill.ts'
import { RawRedis } from './raw.ts'
import { configOf, TARGETS, threadkeep } from './support.ts'

const OTHERS = [
  { tenantId: 'tenant 1', userId: 'u:{0}' },
  { tenantId: 'tenant 0x', userId: 'u:{0}' },
  { tenantId: 'tenant 0', userId: 'u:{0}x' },
]

describe.each(TARGETS)('erase on %s', (_name, start) => {
  it('leaves no key of a user or a tenant, and everything of the others', async () => {
    await using target = await start()
    const config = configOf(target.address)
    const store = createStore(config)
    await fill(store, OTHERS)
    using raw = await RawRedis.open(target.address)
    const others = await raw.conversations()
    await fill(store, someOwners(1, 3))
    // What no index leads to: an eviction's leftovers, and parts of an import.
    const [all = ''] = await raw.keys('user:{tenant%200:u%3A%7B1%7D}:conversations')
    await raw.client.del(all, ...(await raw.keys('user:{tenant%200:u%3A%7B1%7D}:*')))
    await raw.client.rpush('conversation:{tenant%200:u%3A%7B2%7D}:x:import', 'part')
    const before = await raw.conversations()

    const preview = await threadkeep(['erase', '--tenant', 'tenant 0', '--dry-run'], config)
    expect(preview).toEqual({
      code: 0,
      err: '',
      out: 'Their indexes lead to: 4 users, 18 conversations, 45 messages. Nothing is removed.\n',
    })
    expect(await raw.conversations()).toEqual(before)

    const one = ['--tenant', 'tenant 0', '--user', 'u:{0}', '--confirm', 'tenant 0']
    const ofUser = await threadkeep(['erase', ...one, '--json'], config)
    expect(JSON.parse(ofUser.out)).toEqual({
      tenantId: 'tenant 0',
      userId: 'u:{0}',
      startedAt: expect.any(String),
      endedAt: expect.any(String),
      owners: 1,
      conversations: 6,
      messages: 15,
      otherKeys: 0,
      walks: 2,
      archived: null,
    })
    expect(await raw.keys('*{tenant%200:u%3A%7B0%7D}*')).toEqual([])

    await store.forOwner({ tenantId: 'tenant 0', userId: 'u:{0}x' }).erase()
    const { code, out } = await threadkeep(
      ['erase', '--tenant', 'tenant 0', '--confirm', 'tenant 0'],
      config,
    )
    expect(code).toBe(0)
    expect(out).toMatch(
      /^Erased tenant tenant 0: 2 users, 6 conversations, 15 messages, 12 keys that no index led to\.\nFrom .* in 2 walks over all keys: the last one found nothing\.\n$/,
    )
    expect(await raw.keys('*{tenant%200:*')).toEqual([])
    const left = Object.entries(others).filter(([key]) => !key.includes('{tenant%200:'))
    expect(await raw.conversations()).toEqual(Object.fromEntries(left))
    await store.close()
  })

  it('of a user who goes on writing ends without a trace', async () => {
    await using target = await start()
    const config = configOf(target.address)
    const store = createStore(config)
    const mine = store.forOwner({ tenantId: 't', userId: 'u' })
    await fill(store, [{ tenantId: 't', userId: 'u' }], 30)
    let writes = 0
    const writing = (async () => {
      for (; writes < 50; writes += 1) {
        const { id } = (await mine.start()).conversation
        await mine.append(id, { messages: [text('late')] }).catch(() => undefined)
      }
    })()
    await expect.poll(() => writes).toBeGreaterThan(5)
    const { code } = await threadkeep('erase --tenant t --confirm t --max-ops 2000', config)
    await writing
    expect(code).toBe(0)
    using raw = await RawRedis.open(target.address)
    const again = await threadkeep('erase --tenant t --confirm t', config)
    expect(again.code).toBe(0)
    expect(await raw.keys('*{t:*')).toEqual([])
    await store.close()
  })
})
