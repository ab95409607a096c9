import { DEFAULT_LIMITS, type Owner } from '@threadkeep/shared'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import type { StoreEvent } from '../../src/store-events.ts'
import { reasonOf } from '../../testing/conformance/support/rejections.ts'
import { startMany } from '../../testing/conformance/support/samples.ts'
import { keysOf, newOwner, openStore, type RawRedis, startRawRedis } from './support.ts'

const CAP = 3
/** More than the backends that a store remembers. */
const OTHERS = 150

let server: RawRedis
let store: ConversationStore
let events: StoreEvent[]
let aheadMs: number

beforeAll(async () => {
  server = await startRawRedis()
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  const now = performance.now.bind(performance)
  aheadMs = 0
  // Not by fake timers: lru-cache keeps the clock that it was loaded with.
  vi.spyOn(performance, 'now').mockImplementation(() => now() + aheadMs)
  events = []
  const limits = { ...DEFAULT_LIMITS, conversationsPerUser: CAP }
  store = openStore(server.url, { limits }, { observe: (event) => void events.push(event) })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await store.close()
})

async function readAsOthers(): Promise<void> {
  for (let n = 0; n < OTHERS; n++) await store.forOwner(newOwner()).list()
}

/** Lists a conversation of this owner that cannot be read. */
async function listUnreadable(owner: Owner): Promise<void> {
  const [started] = await startMany(store.forOwner(owner), 1)
  await server.raw.hset(keysOf(owner).conversation(started?.id ?? '').fields, 'record', '[')
  await store.forOwner(owner).list()
}

async function countScripts(call: () => Promise<unknown>): Promise<number> {
  await server.raw.config('RESETSTAT')
  await call()
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(await server.raw.info('commandstats'))?.[1])
}

it('an owner at the cap is scanned once in ten seconds, whatever others do meanwhile', async () => {
  const owner = newOwner()
  const mine = store.forOwner(owner)
  await startMany(mine, CAP)
  const startBeyond = async () => {
    expect(await reasonOf(store.forOwner(owner).start())).toBe('TOO_MANY_CONVERSATIONS')
  }
  await startBeyond()
  expect(await countScripts(startBeyond)).toBe(1)
  const other = store.forOwner(newOwner())
  await startMany(other, CAP)
  expect(await countScripts(() => reasonOf(other.start()))).toBe(2)
  await readAsOthers()
  expect(await countScripts(startBeyond)).toBe(1)

  aheadMs += 10_001
  await readAsOthers()
  expect(await countScripts(startBeyond)).toBe(2)
})

it('an unreadable conversation is reported once a minute, whatever others do meanwhile', async () => {
  const owner = newOwner()
  await listUnreadable(owner)
  const reports = async () => {
    await store.forOwner(owner).list()
    return events.filter(({ type }) => type === 'unreadable').length
  }
  expect(await reports()).toBe(1)
  await listUnreadable(newOwner())
  expect(await reports()).toBe(2)
  await readAsOthers()
  expect(await reports()).toBe(2)

  aheadMs += 60_001
  await readAsOthers()
  expect(await reports()).toBe(3)
})
