import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type ConversationStore, createStore, DEFAULT_LIMITS } from '@threadkeep/store'
import { type FaultProxy, startProxy, startRedis } from '@threadkeep/store/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ThreadkeepSession } from '../src/index.ts'
import { user, users } from './support/items.ts'

const SCRIPT = new URL('support/dies.ts', import.meta.url).pathname
const TRANSACTION = {
  operationId: '1',
  transaction: {
    type: 'replace_suffix' as const,
    expectedSuffix: users('b'),
    replacement: users('x', 'y'),
  },
}

const server = await startRedis()
let proxy: FaultProxy
let direct: ConversationStore
let proxied: ConversationStore

beforeAll(async () => {
  proxy = await startProxy({ port: server.port })
  direct = openStore(server.url)
  proxied = openStore(proxy.url)
})
afterAll(async () => {
  await Promise.all([direct.close(), proxied.close()])
  await proxy.stop()
  await server.stop()
})

function openStore(url: string): ConversationStore {
  const address = { mode: 'standalone' as const, url }
  const common = { ttlSeconds: 3600, limits: DEFAULT_LIMITS, waitReplicas: 0 }
  return createStore({ kind: 'redis', address, commandTimeoutMs: 5000, ...common })
}

function sessionOf(store: ConversationStore, tenantId: string): ThreadkeepSession {
  const conversations = store.forOwner({ tenantId, userId: 'user' })
  return new ThreadkeepSession({ conversations, sessionId: 's' })
}

/** Two sessions of one conversation that holds `a` and `b`, one behind the proxy. */
async function openTwo() {
  const tenantId = randomUUID()
  const healthy = sessionOf(direct, tenantId)
  await healthy.addItems(users('a', 'b'))
  const faulty = sessionOf(proxied, tenantId)
  await faulty.getItems()
  return { healthy, faulty }
}

async function recover(session: ThreadkeepSession): Promise<void> {
  proxy.heal()
  proxy.cutAll()
  const isServed = () =>
    session.getItems().then(
      () => true,
      () => false,
    )
  await expect.poll(isServed, { timeout: 10_000 }).toBe(true)
}

/** Cuts the connection in place of the reply to the nth call of a script from now. */
function cutReply(nth: number): void {
  let calls = 0
  proxy.inject({
    kind: 'cut-reply',
    times: 1,
    when: (request) => {
      if (!request.includes('EVALSHA')) return false
      calls += 1
      return calls === nth
    },
  })
}

it('a process that dies after a history transaction has made it, and its repeat is none', async () => {
  const tenantId = randomUUID()
  const args = ['--import', 'tsx', '--conditions=threadkeep-source', SCRIPT, server.url, tenantId]
  const [code, signal] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit')
  expect([code, signal]).toEqual([null, 'SIGKILL'])
  const session = sessionOf(direct, tenantId)
  expect(await session.getItems()).toEqual(users('a', 'x', 'y'))
  await session.applyHistoryTransaction(TRANSACTION)
  expect(await session.getItems()).toEqual(users('a', 'x', 'y'))
})

it('a history transaction whose result is lost is known by its repeat', async () => {
  const { healthy, faulty } = await openTwo()
  const args = {
    operationId: '1',
    transaction: { type: 'append_items' as const, items: users('c') },
  }
  proxy.inject({ kind: 'hold-replies' })
  await expect(faulty.applyHistoryTransaction(args)).rejects.toMatchObject({
    reason: 'STORE_UNAVAILABLE',
    outcome: 'unknown',
  })
  await recover(faulty)
  for (const session of [healthy, faulty]) await session.applyHistoryTransaction(args)
  expect(await healthy.getItems()).toEqual(users('a', 'b', 'c'))
})

it.each([1, 2, 3])('a history transaction is made once when reply %i is cut off', async (nth) => {
  const { healthy, faulty } = await openTwo()
  cutReply(nth)
  await faulty.applyHistoryTransaction(TRANSACTION)
  proxy.heal()
  expect(await healthy.getItems()).toEqual(users('a', 'x', 'y'))
})

it.each([1, 2, 3, 4])('one item is popped when reply %i is cut off', async (nth) => {
  const { healthy, faulty } = await openTwo()
  cutReply(nth)
  expect(await faulty.popItem()).toEqual(user('b'))
  proxy.heal()
  expect(await healthy.getItems()).toEqual(users('a'))
})

it('an outage is an error, never an empty history', async () => {
  const { healthy, faulty } = await openTwo()
  proxy.inject({ kind: 'black-hole' })
  await expect(faulty.getItems()).rejects.toMatchObject({ reason: 'STORE_UNAVAILABLE' })
  await recover(faulty)
  expect(await faulty.getItems()).toEqual(users('a', 'b'))
  expect(await healthy.getItems()).toEqual(users('a', 'b'))
})
