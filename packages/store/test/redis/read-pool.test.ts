import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConversationStore, createStore } from '../../src/index.ts'
import { type FaultProxy, type RedisServer, startProxy, startRedis } from '../../testing/index.ts'
import { fillWithPages } from './full-pages.ts'

const LINK = { kind: 'throttle', bytesPerSecond: 4_000_000 } as const

let redis: RedisServer
let proxy: FaultProxy
beforeAll(async () => {
  redis = await startRedis()
  proxy = await startProxy(redis)
})
afterAll(async () => {
  await proxy?.stop()
  await redis?.stop()
})

function open(commandTimeoutMs = 1000): ConversationStore & AsyncDisposable {
  const store = createStore({
    kind: 'redis',
    address: { mode: 'standalone', url: proxy.url },
    ttlSeconds: 3600,
    limits: DEFAULT_LIMITS,
    commandTimeoutMs,
    waitReplicas: 0,
  })
  return { ...store, [Symbol.asyncDispose]: store.close }
}

/** The longest of some calls, one after the other, in milliseconds. */
async function longest(calls: number, call: () => Promise<unknown>): Promise<number> {
  let most = 0
  for (let n = 0; n < calls; n++) {
    const startedAt = performance.now()
    await call()
    most = Math.max(most, performance.now() - startedAt)
  }
  return most
}

describe('while one owner reads large pages over a slow link', () => {
  it.each([0, 30])('no call of another owner waits for a page, after %i lists', async (lists) => {
    await using store = open(10_000)
    const hostile = store.forOwner({ tenantId: 't', userId: `hostile ${lists}` })
    const other = store.forOwner({ tenantId: 't', userId: 'other' })
    const id = await fillWithPages(hostile)
    const { conversation } = await other.start()
    await other.append(conversation.id, {
      messages: [{ role: 'user', content: { type: 'text', text: 'hi' } }],
    })
    // Many small replies must not make room for as many large ones.
    for (let n = 0; n < lists; n++) await hostile.list()
    proxy.inject(LINK)
    try {
      const pages = Array.from({ length: 20 }, () => hostile.messages(id, { limit: 100 }))
      // A page is 131 ms of the link; 20 of them are 2.6 s. The bound has room for a busy machine.
      const calls = [
        () => other.get(conversation.id),
        () => other.list(),
        () => other.messages(conversation.id),
        () => other.setStatus(conversation.id, 'archived'),
      ]
      for (const call of calls) expect(await longest(5, call)).toBeLessThan(2000)
      for (const { items, hasMore } of await Promise.all(pages)) {
        expect([items.length, hasMore]).toEqual([8, true])
      }
    } finally {
      proxy.heal()
    }
  })

  it('many who have read only once are kept apart from a page', async () => {
    await using store = open(60_000)
    const hostile = store.forOwner({ tenantId: 't', userId: 'apart' })
    const id = await fillWithPages(hostile)
    await hostile.messages(id, { limit: 1 })
    const others = Array.from({ length: 6 }, (_each, n) =>
      store.forOwner({ tenantId: 't', userId: `other ${n}` }),
    )
    for (const other of others) await other.list()
    // A page takes ten seconds.
    proxy.inject({ kind: 'throttle', bytesPerSecond: 50_000 })
    let isPageThere = false
    const page = hostile.messages(id, { limit: 100 }).then(() => {
      isPageThere = true
    })
    try {
      for (let n = 0; n < 3; n++) await Promise.all(others.map((other) => other.list()))
      expect(isPageThere).toBe(false)
    } finally {
      proxy.heal()
    }
    await page
  })

  it('a connection on which bytes arrive is not replaced, however long the reply takes', async () => {
    await using store = open(1000)
    const owner = store.forOwner({ tenantId: 't', userId: 'slow' })
    const id = await fillWithPages(owner)
    const { connections } = proxy.counters
    // A page takes two and a half seconds: more than the deadline, and never silent.
    proxy.inject({ kind: 'throttle', bytesPerSecond: 200_000 })
    try {
      await expect(owner.messages(id, { limit: 100 })).rejects.toMatchObject({
        reason: 'STORE_UNAVAILABLE',
      })
    } finally {
      proxy.heal()
    }
    await expect.poll(async () => (await owner.messages(id, { limit: 1 })).items.length).toBe(1)
    expect(proxy.counters.connections).toBe(connections)
  })
})

it('a read that waits for others of its owner ends with its own deadline', async () => {
  await using store = open(1000)
  const owner = store.forOwner({ tenantId: 't', userId: 'waiting' })
  const id = await fillWithPages(owner)
  proxy.inject({ kind: 'delay-replies', ms: 700 })
  try {
    const startedAt = performance.now()
    const reads = Array.from({ length: 12 }, () => owner.messages(id, { limit: 100 }))
    const ended = await Promise.allSettled(reads)
    // One after the other they take more than 8 s.
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(ended[0]?.status).toBe('fulfilled')
    expect(ended.at(-1)).toMatchObject({ reason: { reason: 'STORE_UNAVAILABLE' } })
  } finally {
    proxy.heal()
  }
  expect((await owner.messages(id, { limit: 1 })).items).toHaveLength(1)
})

it('small pages of one owner are read at once, as far as they fit', async () => {
  await using store = open(5000)
  const owner = store.forOwner({ tenantId: 't', userId: 'small' })
  const { conversation } = await owner.start()
  // Learns that its pages are small.
  for (let n = 0; n < 60; n++) await owner.messages(conversation.id)
  proxy.inject({ kind: 'delay-replies', ms: 300 })
  try {
    const startedAt = performance.now()
    await Promise.all(Array.from({ length: 20 }, () => owner.messages(conversation.id)))
    // One after the other they take 6 s.
    expect(performance.now() - startedAt).toBeLessThan(3000)
  } finally {
    proxy.heal()
  }
})
