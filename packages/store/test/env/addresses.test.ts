import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { createStore } from '../../src/create-store.ts'
import { parseStoreEnv } from '../../src/env.ts'
import { startRedis, startTlsRedis } from '../../testing/index.ts'
import { newOwner } from '../redis/support.ts'

/* Settings as an operator writes them, on real servers. */

async function withStore(
  env: Record<string, string>,
  act: (store: ConversationStore) => Promise<unknown>,
): Promise<void> {
  const store = createStore(parseStoreEnv({ REDIS_COMMAND_TIMEOUT_MS: '2000', ...env }))
  try {
    await act(store)
  } finally {
    await store.close()
  }
}

it('signs in with a password of signs that URLs use, percent-encoded', async () => {
  const password = 'a#b/c?d%e@f:g'
  await using server = await startRedis({ config: { requirepass: `"${password}"` } })
  const address = `redis://:${encodeURIComponent(password)}@127.0.0.1:${server.port}`
  await withStore({ REDIS_URL: address }, (store) => store.forOwner(newOwner()).start({}))
})

it('writes to the database that the path names, and to no other', async () => {
  await using server = await startRedis()
  await withStore({ REDIS_URL: `${server.url}/2` }, (store) => store.forOwner(newOwner()).start({}))
  const raw = new Redis(server.url, { protocol: 2 })
  expect(await raw.dbsize()).toBe(0)
  await raw.select(2)
  expect(await raw.dbsize()).toBeGreaterThan(0)
  raw.disconnect()
})

it.each([
  ['that the server does not have', '', '/99'],
  ['that its user may not choose', 'user:secret@', '/2'],
])('writes nothing anywhere with a database %s', async (_, user, database) => {
  await using server = await startRedis()
  const raw = new Redis(server.url, { protocol: 2 })
  await raw.acl('SETUSER', 'user', 'on', '>secret', '~*', '+@all', '-select')
  const url = `${server.url.replace('//', `//${user}`)}${database}`
  await withStore({ REDIS_URL: url }, async (store) => {
    const attempts = Array.from({ length: 20 }, () => store.forOwner(newOwner()).start({}))
    const ends = await Promise.allSettled(attempts)
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true)
    expect((await store.health()).status).toBe('unhealthy')
  })
  expect(await raw.dbsize()).toBe(0)
  raw.disconnect()
})

it('shows a client certificate to a server that asks for one', async () => {
  await using server = await startTlsRedis({ authClients: true })
  const env = { REDIS_URL: server.url, REDIS_TLS_CA: server.caPath }
  await withStore(env, async (store) => {
    await expect(store.forOwner(newOwner()).list()).rejects.toMatchObject({
      reason: 'STORE_UNAVAILABLE',
    })
  })
  const pair = { REDIS_TLS_CERT: server.clientCertPath, REDIS_TLS_KEY: server.clientKeyPath }
  await withStore({ ...env, ...pair }, (store) => store.forOwner(newOwner()).start({}))
})
