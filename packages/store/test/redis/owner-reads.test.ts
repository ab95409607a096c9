import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StoreUnavailableError } from '../../src/errors.ts'
import { OwnerReads } from '../../src/redis/scripts/owner-reads.ts'

const PAGE = 512 * 1024
const MS_OF_PAGE = PAGE / (12 * 1024)

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
  for (let n = 0; n < 20; n++) void reads.begin(performance.now(), 1000)
  for (let n = 0; n < 20; n++) {
    reads.receive(PAGE)
    reads.end()
  }
  const next = reads.begin(performance.now(), 1000)
  let isBegun = false
  void next?.then(() => (isBegun = true))
  await vi.advanceTimersByTimeAsync(MS_OF_PAGE + 1)
  expect(isBegun).toBe(true)
})

test('small replies follow each other without a pause, however many', () => {
  const reads = new OwnerReads()
  for (let n = 0; n < 10_000; n++) {
    expect(reads.begin(performance.now(), 1000)).toBeUndefined()
    reads.receive(20_000)
    reads.end()
  }
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
  for (let n = 0; n < 4; n++) expect(small.begin(performance.now(), 1000)).toBeUndefined()
  expect(small.load()).toBe(4000)
})
