import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StoreUnavailableError } from '../../src/errors.ts'
import { OwnerReads } from '../../src/redis/scripts/owner-reads.ts'

const PAGE = 512 * 1024
const MS_OF_PAGE = PAGE / (12 * 1024)
/** Reads on the way at a time, at most. */
const MOST = 16

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Reads a page at once, or says that it had to wait. */
function readPage(reads: OwnerReads): 'read' | 'waits' {
  if (reads.begin(performance.now(), 1000) !== undefined) return 'waits'
  reads.receive(PAGE)
  reads.end()
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
    await reads.begin(since, 1000)
    begun.push(page)
    reads.receive(PAGE)
    reads.end()
    reads.admitWaiting()
  })
  // The fourth has its turn, and reads what it waited for.
  await vi.advanceTimersByTimeAsync(MS_OF_PAGE + 1)
  expect(begun).toEqual([])
  reads.receive(PAGE)
  reads.end()
  reads.admitWaiting()
  for (const page of [5, 6, 7]) {
    await vi.advanceTimersByTimeAsync(MS_OF_PAGE + 1)
    expect(begun.at(-1)).toBe(page)
  }
  await Promise.all(others)
})

test('large replies to reads that began together hold up the next one for no longer than a page', async () => {
  const reads = new OwnerReads()
  for (let n = 0; n < 60; n++) {
    void reads.begin(performance.now(), 1000)
    reads.receive(2000)
    reads.end()
  }
  for (let n = 0; n < MOST; n++) void reads.begin(performance.now(), 1000)
  for (let n = 0; n < MOST; n++) {
    reads.receive(PAGE)
    reads.end()
  }
  const next = reads.begin(performance.now(), 1000)
  let isBegun = false
  void next?.then(() => (isBegun = true))
  await vi.advanceTimersByTimeAsync(MS_OF_PAGE + 1)
  expect(isBegun).toBe(true)
})

/** How many replies of this size come in the next second, one after the other. */
async function readsInASecond(bytes: number): Promise<number> {
  const reads = new OwnerReads()
  const until = performance.now() + 1000
  const most = 20_000
  let count = 0
  while (performance.now() < until && count < most) {
    const turn = reads.begin(performance.now(), 2000)
    if (turn !== undefined) {
      await vi.advanceTimersByTimeAsync(MS_OF_PAGE)
      await turn
    }
    reads.receive(bytes)
    reads.end()
    count += 1
  }
  return count
}

test('short lists follow each other almost without a pause', async () => {
  expect(await readsInASecond(8000)).toBeGreaterThan(10_000)
})

test('pages a little smaller than a large one follow each other hardly faster', async () => {
  const large = await readsInASecond(64 * 1024)
  expect(large).toBeGreaterThan(100)
  expect(await readsInASecond(60_000)).toBeLessThan(1.3 * large)
  expect(await readsInASecond(32 * 1024)).toBeLessThan(4.5 * large)
})

test('after a pause pages come at once again', async () => {
  const reads = new OwnerReads()
  for (let n = 0; n < 3; n++) readPage(reads)
  await vi.advanceTimersByTimeAsync(10 * MS_OF_PAGE)
  expect([1, 2, 3].map(() => readPage(reads))).toEqual(['read', 'read', 'read'])
})

test('who waits until the deadline of the call has changed nothing, and takes nobody’s turn', async () => {
  const reads = new OwnerReads()
  for (let n = 0; n < 3; n++) readPage(reads)
  const late = reads.begin(performance.now(), MS_OF_PAGE / 2)
  const rejected = expect(late).rejects.toMatchObject({ outcome: 'not_applied' })
  await vi.advanceTimersByTimeAsync(MS_OF_PAGE / 2)
  await rejected
  await expect(late).rejects.toBeInstanceOf(StoreUnavailableError)
  await vi.advanceTimersByTimeAsync(MS_OF_PAGE)
  expect(readPage(reads)).toBe('read')
})

test('small replies are many at a time, and large ones one', () => {
  const reads = new OwnerReads()
  const begin = () => reads.begin(performance.now(), 1000) === undefined
  // The first may be large.
  expect([begin(), begin()]).toEqual([true, false])

  const small = new OwnerReads()
  for (let n = 0; n < 40; n++) {
    void small.begin(performance.now(), 1000)
    small.receive(1000)
    small.end()
  }
  for (let n = 0; n < MOST; n++) expect(small.begin(performance.now(), 1000)).toBeUndefined()
  expect(small.begin(performance.now(), 1000)).not.toBeUndefined()
  expect(small.load()).toBe(MOST * 1000)
})

test('small replies in between do not hide the large ones', async () => {
  const reads = new OwnerReads()
  const seconds = 10
  const until = performance.now() + seconds * 1000
  let pages = 0
  const read = async (bytes: number) => {
    await reads.begin(performance.now(), 100_000)
    await new Promise((resolve) => setTimeout(resolve, 1))
    reads.receive(bytes)
    reads.end()
    reads.admitWaiting()
  }
  const callers = Array.from({ length: 64 }, async () => {
    while (performance.now() < until) {
      for (let n = 0; n < 10; n++) await read(1000)
      await read(PAGE)
      pages += 1
    }
  })
  await vi.advanceTimersByTimeAsync(seconds * 1000)
  // What may come at once comes twice: before the size of a page is known, and by the pace.
  expect(pages).toBeLessThanOrEqual((seconds * 1000) / MS_OF_PAGE + 2 * MOST)
  await vi.advanceTimersByTimeAsync(100_000)
  await Promise.all(callers)
})
