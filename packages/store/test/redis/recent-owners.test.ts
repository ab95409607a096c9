import { DEFAULT_LIMITS, type Owner } from '@threadkeep/shared'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { ConversationStore } from '../../src/conversation-store.ts'
import { SCRIPTS } from '../../src/redis/scripts/registry.ts'
import type { StoreEvent } from '../../src/store-events.ts'
import { reasonOf } from '../../testing/conformance/support/rejections.ts'
import { startMany } from '../../testing/conformance/support/samples.ts'
import { countRuns, keysOf, newOwner, openStore, type RawRedis, startRawRedis } from './support.ts'

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

const countScans = (call: () => Promise<unknown>) => countRuns(server, SCRIPTS.countExpired, call)

it('an owner at the cap is scanned once in ten seconds, whatever others do meanwhile', async () => {
  const owner = newOwner()
  const mine = store.forOwner(owner)
  await startMany(mine, CAP)
  const startBeyond = async () => {
    expect(await reasonOf(store.forOwner(owner).start())).toBe('TOO_MANY_CONVERSATIONS')
  }
  expect(await countScans(startBeyond)).toBe(1)
  expect(await countScans(startBeyond)).toBe(0)
  const other = store.forOwner(newOwner())
  await startMany(other, CAP)
  expect(await countScans(() => reasonOf(other.start()))).toBe(1)
  await readAsOthers()
  expect(await countScans(startBeyond)).toBe(0)

  aheadMs += 10_001
  await readAsOthers()
  expect(await countScans(startBeyond)).toBe(1)
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
