import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OwnerBackend, StoreBackend } from '../../src/backend.ts'
import { ownerKey } from '../../src/codec/owner-key.ts'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { createRedisBackend } from '../../src/redis/backend.ts'
import { SCRIPTS, type Script } from '../../src/redis/scripts/registry.ts'
import type { StoreEvent, StoreObserver } from '../../src/store-events.ts'
import { startProxy } from '../../testing/index.ts'
import {
  countRuns,
  keysOf,
  newOwner,
  openStore,
  type RawRedis,
  startRawRedis,
  storeConfig,
} from './support.ts'

/** Reads whose reply there is no room for are sent again, and give the same as if there was room. */

const CONVERSATIONS = 30
const owner = newOwner()
const backends: StoreBackend[] = []
let server: RawRedis
let large: string
let small: string

beforeAll(async () => {
  server = await startRawRedis()
  const store = openStore(server.url)
  const mine = store.forOwner(owner)
  const metadata = { note: 'x'.repeat(4000) }
  const started = await Promise.all(
    Array.from({ length: CONVERSATIONS }, () => mine.start({ metadata })),
  )
  ;[small = '', large = ''] = started.map(({ conversation }) => conversation.id)
  for (let n = 0; n < 10; n++) await append(mine, large, 20_000)
  await store.close()
})
afterAll(async () => {
  for (const backend of backends) await backend.close()
  await server[Symbol.asyncDispose]()
})

function open(url = server.url, observe: StoreObserver = () => {}): OwnerBackend {
  const backend = createRedisBackend(storeConfig({ address: { mode: 'standalone', url } }), observe)
  backends.push(backend)
  return backend.forOwner(ownerKey(owner))
}

/** A message of two bytes for each of the characters. */
async function append(mine: OwnerConversations, id: string, characters: number): Promise<void> {
  const data = { text: 'ö'.repeat(characters) }
  await mine.append(id, {
    messages: [{ role: 'user', content: { type: 'cardAction', actionId: 'a', data } }],
  })
}

const pageOf = (id: string) => ({ id, limit: 100, afterSeq: undefined, beforeSeq: undefined })
const WHOLE_LIST = { status: undefined, limit: 100, after: undefined }
const NO_RUN = { startedAt: 0, attempt: 0, pieces: 0 }
const LARGE_READS: [string, Script, (mine: OwnerBackend) => Promise<unknown>][] = [
  ['messages', SCRIPTS.messages, (mine) => mine.messages(pageOf(large))],
  ['list', SCRIPTS.listPage, (mine) => mine.list(WHOLE_LIST)],
  ['sync', SCRIPTS.sync, (mine) => mine.sync({ id: large, seen: 0, run: NO_RUN })],
  [
    'changesSince',
    SCRIPTS.changesSince,
    async (mine) => ({ ...(await mine.changesSince(0, 100)), now: undefined }),
  ],
]
const readSmall = (mine: OwnerBackend) => mine.messages(pageOf(small))

it.each(LARGE_READS)(
  '%s after a small reply takes two round trips, then one',
  async (_name, script, read) => {
    const mine = open()
    // The first read of an owner has all the room there is. Scripts are known from here on.
    const wanted = await read(mine)
    await readSmall(mine)
    const readAgain = async () => expect(await read(mine)).toStrictEqual(wanted)
    expect(await countRuns(server, script, readAgain)).toBe(2)
    expect(await countRuns(server, script, readAgain)).toBe(1)
    expect(await countRuns(server, SCRIPTS.messages, () => readSmall(mine))).toBe(1)
  },
)

it('a page that grows while it waits for its room gets there, and is not sent before', async () => {
  const proxy = await startProxy({ port: Number(new URL(server.url).port) })
  const store = openStore(server.url)
  const mine = open(proxy.url)
  const writer = store.forOwner(owner)
  const { id } = (await writer.start()).conversation
  await append(writer, id, 20_000)
  await readSmall(mine)
  proxy.inject({ kind: 'delay-replies', ms: 300 })
  const readAll = async (soFar: () => number) => {
    // Two that do not fit together are before it.
    const pages = [large, large, id].map((each) => mine.messages(pageOf(each)))
    await expect.poll(soFar).toBe(3)
    await append(writer, id, 30_000)
    expect((await Promise.all(pages)).map(({ records }) => records.length)).toEqual([10, 10, 2])
  }
  expect(await countRuns(server, SCRIPTS.messages, readAll)).toBe(2 + 2 + 3)
  proxy.heal()
  await store.close()
})

it('many at once, small and large, get each their own', async () => {
  const mine = open()
  await readSmall(mine)
  const reads = Array.from({ length: 60 }, async (_each, n) => {
    const id = n % 3 === 0 ? large : small
    const { records } = await mine.messages(pageOf(id))
    return records.length === (id === large ? 10 : 0)
  })
  expect(new Set(await Promise.all(reads))).toEqual(new Set([true]))
})

it('a list that has to be repaired is whole as well, and its repairs are reported', async () => {
  const events: StoreEvent[] = []
  const mine = open(server.url, (event) => void events.push(event))
  const wanted = await mine.list(WHOLE_LIST)
  expect(wanted.records.length).toBeGreaterThanOrEqual(CONVERSATIONS)
  await readSmall(mine)
  await server.raw.del(Object.values(keysOf(owner).conversation(small)))
  const { records } = await mine.list(WHOLE_LIST)
  expect(records).toStrictEqual(wanted.records.filter(({ id }) => id !== small))
  expect(events).toContainEqual({ type: 'index-repaired', conversations: 1 })
})
