import { STATUSES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/admin/doctor/diagnose.ts'
import { allPages } from '../../testing/conformance/support/all-pages.ts'
import { startMany, withoutAccessTime } from '../../testing/conformance/support/samples.ts'
import { SCRIPTS_HEED_MIN_REPLICAS } from './server-traits.ts'
import { keysOf, newOwner, openStore, startRawRedis, storeConfig } from './support.ts'

/** Reads need no write: what they would repair stays, and is passed over. */

const TOO_FEW_REPLICAS = { 'min-replicas-to-write': '1' }
const SCRIPT_ERRORS: [string, Record<string, string>][] = [['OOM', { maxmemory: '1' }]]
if (SCRIPTS_HEED_MIN_REPLICAS) SCRIPT_ERRORS.push(['NOREPLICAS', TOO_FEW_REPLICAS])
else {
  it('a change is made with too few replicas, and health and the doctor say what that costs', async () => {
    await using server = await startRawRedis(TOO_FEW_REPLICAS)
    const store = openStore(server.url)
    await store.forOwner(newOwner()).start()
    const says = expect.stringContaining('before 7 does not hold scripts to min-replicas-to-write')
    expect(await store.health()).toMatchObject({ warnings: expect.arrayContaining([says]) })
    await store.close()
    const address = { mode: 'standalone', url: server.url } as const
    const { findings } = await diagnose(storeConfig({ address }))
    expect(findings).toContainEqual({ severity: 'warning', message: says, advice: '' })
  })
}

describe.each(SCRIPT_ERRORS)('while changes are rejected with %s', (_name, settings) => {
  async function newUser() {
    const server = await startRawRedis()
    const store = openStore(server.url)
    const owner = newOwner()
    const mine = store.forOwner(owner)
    const keys = keysOf(owner)
    const started = await startMany(mine, 30)
    for (const [index, { id }] of started.entries()) {
      await mine.setStatus(id, STATUSES[index % 3] ?? 'active')
    }
    const listed = (await allPages(mine, { limit: 7 })).flat().map(withoutAccessTime)
    return {
      server,
      mine,
      keys,
      listed,
      async reject() {
        for (const [name, value] of Object.entries(settings)) {
          await server.raw.config('SET', name, value)
        }
        await expect(mine.start()).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' })
      },
      async [Symbol.asyncDispose]() {
        await store.close()
        await server[Symbol.asyncDispose]()
      },
    }
  }

  it.each(['all', ...STATUSES] as const)('a list with a lost index is whole: %s', async (which) => {
    await using user = await newUser()
    const { mine, keys, listed, server } = user
    await server.raw.del(which === 'all' ? keys.all : keys.byStatus[which])
    await user.reject()
    expect((await allPages(mine, { limit: 7 })).flat().map(withoutAccessTime)).toStrictEqual(listed)
    for (const status of STATUSES) {
      const of = (await allPages(mine, { limit: 3, status })).flat().map(withoutAccessTime)
      expect(of).toStrictEqual(listed.filter((item) => item.status === status))
    }
  })

  it('a list passes over what is gone', async () => {
    await using user = await newUser()
    const { mine, keys, listed, server } = user
    const [gone, ...kept] = listed
    await server.raw.del(Object.values(keys.conversation(gone?.id ?? '')))
    await user.reject()
    expect((await allPages(mine, { limit: 7 })).flat().map(withoutAccessTime)).toStrictEqual(kept)
  })

  it('an external id is found, or not, also where its index or its conversation is gone', async () => {
    await using user = await newUser()
    const { mine, keys, listed, server } = user
    const [one, other] = listed.map(({ id }) => id)
    await mine.update(one ?? '', { externalId: 'agent-1' })
    await mine.update(other ?? '', { externalId: 'agent-2' })
    await server.raw.del(Object.values(keys.conversation(other ?? '')))
    await user.reject()
    for (const times of [1, 2]) {
      expect((await mine.findByExternalId('agent-1')).id, String(times)).toBe(one)
      for (const gone of ['agent-2', 'agent-3']) {
        await expect(mine.findByExternalId(gone)).rejects.toMatchObject({
          reason: 'CONVERSATION_NOT_FOUND',
        })
      }
      for (const name of Object.keys(settings)) await server.raw.config('SET', name, '0')
      await server.raw.del(keys.external)
      await user.reject()
    }
  })
})
