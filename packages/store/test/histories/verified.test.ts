import type { Owner } from '@threadkeep/shared'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { openStoreAdmin } from '../../src/admin/index.ts'
import { OPERATIONS, someSubject } from '../damage/operations.ts'
import { keysOf, newOwner, openStore, startRawRedis, storeConfig } from '../redis/support.ts'
import { change } from './changes.ts'
import { startHistory } from './history.ts'
import { HISTORIES } from './how-many.ts'

/* Nothing that the store writes counts as damage: `verify` would alarm, and `--repair` remove it. */

const redis = await startRawRedis()
const store = openStore(redis.url)
const admin = await openStoreAdmin(
  storeConfig({ address: { mode: 'standalone', url: redis.url } }),
  { maxOps: 100_000, signal: new AbortController().signal },
)
afterAll(async () => {
  admin.close()
  await store.close()
  await redis[Symbol.asyncDispose]()
})

async function damagesOf({ tenantId }: Owner): Promise<string[]> {
  const found: string[] = []
  const options = { filter: { tenantId }, repair: false }
  for await (const { name, detail, key } of admin.verify(options, () => {})) {
    found.push(`${name} ${detail} of ${key}`)
  }
  return found
}

describe('verify finds no damage', () => {
  it('after random histories', { timeout: 600_000 }, async () => {
    const changes = fc.array(change, { minLength: 10, maxLength: 50 })
    const property = fc.asyncProperty(changes, async (all) => {
      const owner = newOwner()
      const history = await startHistory(store.forOwner(owner))
      for (const each of all) await history.make(each)
      expect(await damagesOf(owner)).toEqual([])
      await history.mine.erase()
    })
    await fc.assert(property, { numRuns: HISTORIES })
  })

  // The others begin with a damage that was made by hand.
  it.each(OPERATIONS.filter(({ prepare }) => prepare === undefined))(
    'after: $name',
    async (each) => {
      const owner = newOwner()
      const mine = store.forOwner(owner)
      await each.run(await someSubject(mine, keysOf(owner), redis.raw))
      expect(await damagesOf(owner)).toEqual([])
      await mine.erase()
    },
  )
})
