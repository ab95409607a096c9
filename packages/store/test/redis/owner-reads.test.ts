import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StoreUnavailableError } from '../../src/errors.ts'
import { MAX_OWNER_BYTES, OwnerReads } from '../../src/redis/scripts/owner-reads.ts'

const PAGE = 512 * 1024
const MS_OF_PAGE = PAGE / (12 * 1024)
/** Small reads that are on the way at a time, at most. */
const MOST = 16
const PATIENT_MS = 1_000_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Reads of one owner whose replies take a millisecond each, and what of them was on the way. */
function startReading(reads = new OwnerReads()) {
  const sent = { bytes: 0, tooLarge: 0, atOnce: 0, most: 0, mostBytes: 0 }
  let onTheWay = 0
  const attempt = async (bytes: number, size: number | undefined): Promise<boolean> => {
    const turn = await reads.begin(size, performance.now(), PATIENT_MS)
    const isSent = turn.room >= MAX_OWNER_BYTES || bytes <= turn.room
    sent.atOnce += 1
    sent.most = Math.max(sent.most, sent.atOnce)
    onTheWay += isSent ? bytes : 0
    sent.mostBytes = Math.max(sent.mostBytes, onTheWay)
    await new Promise((resolve) => setTimeout(resolve, 1))
    sent.atOnce -= 1
    onTheWay -= isSent ? bytes : 0
    if (isSent) sent.bytes += bytes
    else sent.tooLarge += 1
    reads.receive(bytes)
    reads.end(turn)
    reads.admitWaiting()
    return isSent
  }
  const read = async (bytes: number): Promise<void> => {
    if (!(await attempt(bytes, undefined))) await attempt(bytes, bytes)
  }
  return { sent, read }
}

/** Runs these callers for so long, each again and again. */
async function runFor(ms: number, callers: (() => Promise<void>)[]): Promise<void> {
  const until = performance.now() + ms
  const ended = callers.map(async (call) => {
    while (performance.now() < until) await call()
  })
  await vi.advanceTimersByTimeAsync(ms)
  await vi.advanceTimersByTimeAsync(PATIENT_MS)
  await Promise.all(ended)
}

/** Reads a page at once, or says that it had to wait. */
function readPage(reads: OwnerReads): 'read' | 'waits' {
  const turn = reads.begin(undefined, performance.now(), 1000)
  if (turn instanceof Promise) return 'waits'
  reads.receive(PAGE)
  reads.end(turn)
  return 'read'
}

test('a few large pages come at once, and the next ones at a pace', async () => {
  const reads = new OwnerReads()
  // What has come is more than may come at once.
  expect([1, 2, 3, 4].map(() => readPage(reads))).toEqual(['read', 'read', 'read', 'waits'])
  // Another owner does not wait.
  expect(readPage(new OwnerReads())).toBe('read')
  const begun: number[] = []
  const since = performance.now()
  const others = [5, 6, 7].map(async (page) => {
    const turn = await reads.begin(undefined, since, 1000)
    begun.push(page)
    reads.receive(PAGE)
    reads.end(turn)
    reads.admitWaiting()
  })
  // The fourth has its turn, and reads what it waited for.
  await vi.advanceTimersByTimeAsync(MS_OF_PAGE + 1)
  expect(begun).toEqual([])
  reads.receive(PAGE)
  reads.end({ room: MAX_OWNER_BYTES, expected: PAGE })
  reads.admitWaiting()
  for (const page of [5, 6, 7]) {
    await vi.advanceTimersByTimeAsync(MS_OF_PAGE + 1)
    expect(begun.at(-1)).toBe(page)
  }
  await Promise.all(others)
})

test('after a pause pages come at once again', async () => {
  const reads = new OwnerReads()
  for (let n = 0; n < 3; n++) readPage(reads)
  await vi.advanceTimersByTimeAsync(10 * MS_OF_PAGE)
  expect([1, 2, 3].map(() => readPage(reads))).toEqual(['read', 'read', 'read'])
})

test('pages that there was no room for hold up the next read for no longer than a page', async () => {
  const reads = new OwnerReads()
  reads.receive(1000)
  const turns = Array.from({ length: MOST }, () => reads.begin(undefined, performance.now(), 1000))
  for (const turn of turns) {
    reads.receive(PAGE)
    reads.end(await turn)
  }
  let isBegun = false
  void Promise.resolve(reads.begin(PAGE, performance.now(), 1000)).then(() => (isBegun = true))
  await vi.advanceTimersByTimeAsync(MS_OF_PAGE + 1)
  expect(isBegun).toBe(true)
})

/** How many replies of this size come in a second, one after the other. */
async function readsInASecond(bytes: number): Promise<number> {
  const { sent, read } = startReading()
  await runFor(1000, [() => read(bytes)])
  return sent.bytes / bytes
}

test('short lists follow each other without a pause', async () => {
  expect(await readsInASecond(8000)).toBe(1000)
})

test('pages a little smaller than a large one follow each other hardly faster', async () => {
  const large = await readsInASecond(64 * 1024)
  expect(large).toBeGreaterThan(100)
  expect(await readsInASecond(60_000)).toBeLessThan(1.3 * large)
  expect(await readsInASecond(32 * 1024)).toBeLessThan(4.5 * large)
})

test('who waits until the deadline of the call has changed nothing, and takes nobody’s turn', async () => {
  const reads = new OwnerReads()
  for (let n = 0; n < 3; n++) readPage(reads)
  const late = Promise.resolve(reads.begin(undefined, performance.now(), MS_OF_PAGE / 2))
  const rejected = expect(late).rejects.toMatchObject({ outcome: 'not_applied' })
  await vi.advanceTimersByTimeAsync(MS_OF_PAGE / 2)
  await rejected
  await expect(late).rejects.toBeInstanceOf(StoreUnavailableError)
  await vi.advanceTimersByTimeAsync(MS_OF_PAGE)
  expect(readPage(reads)).toBe('read')
})

test('small replies are many at a time, and the first is alone, because it may be large', async () => {
  const reads = new OwnerReads()
  const waits = (of: OwnerReads) => of.begin(undefined, performance.now(), 1000) instanceof Promise
  expect([waits(reads), waits(reads)]).toEqual([false, true])

  const small = new OwnerReads()
  small.receive(1000)
  for (let n = 0; n < MOST; n++) expect(waits(small)).toBe(false)
  expect(waits(small)).toBe(true)
  // Not their room, by which they would seem as much as a page.
  expect(small.load()).toBe(MOST * 1000)
})

test('who gives up while waiting for much room makes way for those behind who need less', async () => {
  const reads = new OwnerReads()
  reads.receive(1000)
  await reads.begin(undefined, performance.now(), 1000)
  const large = Promise.resolve(reads.begin(PAGE, performance.now(), 50))
  const rejected = expect(large).rejects.toBeInstanceOf(StoreUnavailableError)
  let isBegun = false
  void Promise.resolve(reads.begin(undefined, performance.now(), 1000)).then(() => (isBegun = true))
  await vi.advanceTimersByTimeAsync(49)
  expect(isBegun).toBe(false)
  await vi.advanceTimersByTimeAsync(2)
  await rejected
  expect(isBegun).toBe(true)
})

test('whatever replies came before, there is never more on the way than may be', async () => {
  const { sent, read } = startReading()
  const seconds = 10
  const behindShortLists = Array.from({ length: 64 }, () => async () => {
    for (let n = 0; n < 10; n++) await read(1000)
    await read(PAGE)
  })
  await runFor(seconds * 1000, behindShortLists)
  expect(sent.tooLarge).toBeGreaterThan(0)
  expect(sent.mostBytes).toBeLessThanOrEqual(MAX_OWNER_BYTES)
  // What was read and not sent counts, so it is less than without the lists. The callers end after that.
  const paced = (seconds * 1000) / MS_OF_PAGE
  expect(sent.bytes / PAGE).toBeLessThan(paced + 64)
})

test('large pages now and then do not slow short lists down', async () => {
  const { sent, read } = startReading()
  let lists = 0
  await runFor(10_000, [
    ...Array.from({ length: MOST }, () => async () => {
      await read(4000)
      lists += 1
    }),
    async () => {
      await read(300_000)
      await new Promise((resolve) => setTimeout(resolve, 1500))
    },
  ])
  expect(sent.bytes).toBeGreaterThan(6 * 300_000)
  // Sixteen in each millisecond, but for those in which a page is on the way.
  expect(lists).toBeGreaterThan(0.9 * MOST * 10_000)
})
