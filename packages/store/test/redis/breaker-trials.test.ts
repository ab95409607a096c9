import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import {
  type Breaker,
  type Breakers,
  type CallTarget,
  createBreakers,
} from '../../src/redis/connection/breaker.ts'

/* Which calls an open breaker sends, and whose outcome the others share. */

const TARGET: CallTarget = { demand: 'grow', node: () => '' }
/** Longer than any call waits. */
const DEADLINE_MS = 60_000
const LONGER_THAN_BETWEEN_TRIALS_MS = 110

function openBreaker() {
  const breakers = createBreakers(0)
  reject(breakers, performance.now() - 10)
  const [breaker] = breakers.openFor(TARGET)
  if (breaker === undefined) throw new Error('the breaker is closed')
  return { breakers, breaker }
}

const reject = (breakers: Breakers, sentAt = performance.now()) =>
  breakers.onRejection(TARGET, 'growth', 'OOM', sentAt)
const admit = (breaker: Breaker) => breaker.admit(DEADLINE_MS)

it('a call that comes during a trial is sent after its rejection, as the next one', async () => {
  const { breakers, breaker } = openBreaker()
  expect(await admit(breaker)).toBe(true)
  const next = admit(breaker)
  reject(breakers)
  expect(await next).toBe(true)
})

it.each([true, false])('calls that came before a trial share its outcome: %s', async (succeeds) => {
  const { breakers, breaker } = openBreaker()
  await admit(breaker)
  const calls = [admit(breaker), admit(breaker), admit(breaker)]
  expect(await Promise.race(calls)).toBe(true)
  if (succeeds) breakers.onSuccess(TARGET)
  else reject(breakers)
  expect(await Promise.all(calls)).toEqual([succeeds, succeeds, true])
})

it('a success serves those as well who wait for the next trial', async () => {
  const { breakers, breaker } = openBreaker()
  await admit(breaker)
  const calls = [admit(breaker), admit(breaker)]
  breakers.onSuccess(TARGET)
  expect(await Promise.all(calls)).toEqual([true, true])
})

it('a trial without an outcome keeps no call for longer than the next one takes to be sent', async () => {
  const { breaker } = openBreaker()
  await admit(breaker)
  const calls = [admit(breaker), admit(breaker)]
  await Promise.race(calls)
  const next = admit(breaker)
  expect(await Promise.all(calls)).toEqual([false, true])
  expect(await next).toBe(true)
})

it('a late rejection of what was sent before the trial is not its outcome', async () => {
  const { breakers, breaker } = openBreaker()
  const before = performance.now()
  await admit(breaker)
  const calls = [admit(breaker), admit(breaker)]
  await Promise.race(calls)
  reject(breakers, before)
  breakers.onSuccess(TARGET)
  expect(await Promise.all(calls)).toEqual([true, true])
})

it('a call that comes when nobody waits any more is a trial at once', async () => {
  const { breaker } = openBreaker()
  await admit(breaker)
  // It gives up before the next trial, whose time then passes without one.
  expect(await breaker.admit(1)).toBe(false)
  await pause(LONGER_THAN_BETWEEN_TRIALS_MS)
  expect(await Promise.race([admit(breaker), nextTurn('it waits')])).toBe(true)
})
