import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createOnePerTurn, releaseOnePerTurn } from '../src/lib/one-per-turn.ts'

test('the first piece begins at once, each other one in a turn of its own', async () => {
  const onePerTurn = createOnePerTurn()
  const begun: number[] = []
  for (let n = 0; n < 4; n++) onePerTurn(() => begun.push(n))
  for (let n = 1; n <= 4; n++) {
    expect(begun).toHaveLength(n)
    await turn()
  }
  expect(begun).toEqual([0, 1, 2, 3])
  // Nothing waits any more.
  await turn()
  onePerTurn(() => begun.push(4))
  expect(begun.at(-1)).toBe(4)
})

test('short pieces share a turn until its time is over', async () => {
  const onePerTurn = createOnePerTurn(1)
  const begun: number[] = []
  const begin = (n: number) => () => {
    begun.push(n)
    const until = performance.now() + 2
    while (performance.now() < until);
  }
  for (let n = 0; n < 3; n++) onePerTurn(begin(n))
  for (let n = 1; n <= 3; n++) {
    expect(begun).toHaveLength(n)
    await turn()
  }
  const sharing = createOnePerTurn(60_000)
  for (let n = 3; n < 100; n++) sharing(() => begun.push(n))
  // The first of a turn does not wait for more.
  expect(begun).toEqual([0, 1, 2, 3])
  await turn()
  expect(begun).toEqual(Array.from({ length: 100 }, (_each, n) => n))
})

test('what is taken back does not begin, and costs no turn', async () => {
  const onePerTurn = createOnePerTurn()
  const begun: string[] = []
  onePerTurn(() => begun.push('first'))
  const takeBack = onePerTurn(() => begun.push('second'))
  onePerTurn(() => begun.push('third'))
  takeBack()
  await turn()
  expect(begun).toEqual(['first', 'third'])
})

test('of those who wait for one result, one goes on in a turn', async () => {
  let finish = () => {}
  const result = new Promise<string>((resolve) => (finish = () => resolve('made')))
  const get = releaseOnePerTurn(() => result)
  const released: string[] = []
  for (let n = 0; n < 3; n++) void get().then((made) => released.push(made))
  finish()
  for (let n = 1; n <= 3; n++) {
    await turn()
    expect(released).toHaveLength(n)
  }
  // Nobody waits any more: who comes now is kept for no turn.
  await turn()
  await get()
  expect(released).toEqual(['made', 'made', 'made'])
})
