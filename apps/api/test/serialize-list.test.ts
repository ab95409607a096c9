import { expect, test } from 'vitest'
import { createListSerializer } from '../src/trpc/adapter/serialize-list.ts'

test('of large lists that are serialized at once, one item is in a turn of the event loop', async () => {
  const serializeList = createListSerializer()
  let turns = 0
  let isOver = false
  const count = () => {
    turns += 1
    if (!isOver) setImmediate(count)
  }
  count()
  const madeIn: number[] = []
  const item = {
    toJSON() {
      madeIn.push(turns)
      return 'x'.repeat(100_000)
    },
  }
  const items = Array.from({ length: 4 }, () => item)
  const lists = await Promise.all(Array.from({ length: 3 }, () => serializeList(items)))
  isOver = true
  // The first of each is made at once.
  const later = madeIn.slice(lists.length)
  expect(madeIn).toHaveLength(12)
  expect(new Set(later).size).toBe(later.length)
  for (const list of lists) {
    expect(JSON.parse(Buffer.concat(list).toString())).toEqual(items.map((each) => each.toJSON()))
  }
})

test('a list of small items is serialized in one turn', async () => {
  let hasTurned = false
  setImmediate(() => (hasTurned = true))
  const list = await createListSerializer()([1, 'two', { three: 3 }])
  expect(hasTurned).toBe(false)
  expect(Buffer.concat(list).toString()).toBe('[1,"two",{"three":3}]')
})
