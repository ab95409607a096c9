import { afterAll, beforeAll, expect, it, test } from 'vitest'
import type { RedisAddress } from '../../src/config.ts'
import { createStore } from '../../src/create-store.ts'
import { parseStoreEnv } from '../../src/env.ts'
import type { StoreEvent } from '../../src/store-events.ts'
import { type SentinelGroup, startSentinel } from '../../testing/index.ts'
import { newOwner, storeConfig } from './support.ts'

/* Sentinels with a password, as the common charts set them up. */

const PASSWORD = 'sentinel-secret'

let group: SentinelGroup
beforeAll(async () => {
  group = await startSentinel({ sentinelPassword: PASSWORD })
})
afterAll(() => group?.stop())

const addresses = () => group.sentinels.map(({ host, port }) => `${host}:${port}`).join()

test.each([
  ['a password', { REDIS_SENTINEL_PASSWORD: PASSWORD }],
  [
    'a user and a password',
    { REDIS_SENTINEL_USERNAME: 'default', REDIS_SENTINEL_PASSWORD: PASSWORD },
  ],
])('sentinels that ask for %s lead to the master', async (_, credentials) => {
  const env = { REDIS_SENTINELS: addresses(), REDIS_SENTINEL_NAME: group.name, ...credentials }
  const store = createStore(parseStoreEnv({ REDIS_COMMAND_TIMEOUT_MS: '5000', ...env }))
  const mine = store.forOwner(newOwner())
  await mine.start({})
  expect((await mine.list()).items).toHaveLength(1)
  await store.close()
})

type SentinelAddress = Extract<RedisAddress, { mode: 'sentinel' }>

/** What is told of the first failure to connect. */
async function firstError(settings: Partial<SentinelAddress>) {
  const sentinels = group.sentinels.map(({ host, port }) => ({ host, port }))
  const address = {
    mode: 'sentinel',
    name: group.name,
    sentinels,
    tls: false,
    ...settings,
  } as const
  const events: StoreEvent[] = []
  const config = storeConfig({ address, commandTimeoutMs: 500 })
  const store = createStore(config, { observe: (event) => events.push(event) })
  const first = () => events.find(({ type }) => type === 'connection-error')
  await expect.poll(first).toBeDefined()
  await store.close()
  return first()
}

it('distinguishes sentinels that reject from such that are not there', async () => {
  expect(await firstError({})).toMatchObject({ error: expect.stringContaining('NOAUTH') })
  expect(await firstError({ sentinelPassword: 'other' })).toMatchObject({
    error: expect.stringContaining('WRONGPASS'),
    code: 'WRONGPASS',
  })
  expect(await firstError({ sentinelPassword: PASSWORD, name: 'nobody' })).toMatchObject({
    error: expect.stringContaining('No such master'),
  })
  expect(await firstError({ sentinels: [{ host: '127.0.0.1', port: 1 }] })).toMatchObject({
    error: expect.stringMatching(/No sentinel helped: Connection is closed/),
  })
})
