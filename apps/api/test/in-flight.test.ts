import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { RateLimitedError } from '../src/errors/errors.ts'
import { createInFlight, type InFlight } from '../src/rate-limit/in-flight.ts'
import { newOwner } from './support/owners.ts'

const LIMITS = { calls: 2, bytes: 1000, waiting: 3, waitMs: 60_000 }
const owner = newOwner()

/** What became of a call so far; `end` ends it once it has begun. */
function call(inFlight: InFlight, of = owner) {
  const state = { is: 'waiting', end: () => {} }
  inFlight.begin(of).then(
    (end) => Object.assign(state, { is: 'begun', end }),
    (error: unknown) => {
      state.is = error instanceof RateLimitedError ? 'rejected' : 'failed'
    },
  )
  return state
}

const states = (calls: { is: string }[]) => calls.map(({ is }) => is)

describe('calls of an owner', () => {
  test('beyond the bound wait in their order, and beyond that are rejected', async () => {
    const inFlight = createInFlight(LIMITS)
    const calls = Array.from({ length: 6 }, () => call(inFlight))
    await turn()
    expect(states(calls)).toEqual(['begun', 'begun', 'waiting', 'waiting', 'waiting', 'rejected'])
    calls[1]?.end()
    // Ending twice must not make room twice.
    calls[1]?.end()
    await turn()
    expect(states(calls).slice(2)).toEqual(['begun', 'waiting', 'waiting', 'rejected'])
  })

  test('are rejected when they have waited for too long', async () => {
    const inFlight = createInFlight({ ...LIMITS, waitMs: 20 })
    const calls = Array.from({ length: 3 }, () => call(inFlight))
    await expect.poll(() => states(calls)).toEqual(['begun', 'begun', 'rejected'])
    for (const { end } of calls) end()
    const later = [call(inFlight), call(inFlight)]
    await turn()
    expect(states(later)).toEqual(['begun', 'begun'])
  })

  test('are no matter of another owner', async () => {
    const inFlight = createInFlight(LIMITS)
    const calls = Array.from({ length: 6 }, () => call(inFlight))
    inFlight.hold(owner, 5000)
    const other = call(inFlight, newOwner())
    await turn()
    expect(other.is).toBe('begun')
    expect(states(calls)).toContain('rejected')
  })
})

test('calls wait while too much of what was made for their owner is not taken', async () => {
  const inFlight = createInFlight(LIMITS)
  const release = inFlight.hold(owner, 999)
  const first = call(inFlight)
  await turn()
  expect(first.is).toBe('begun')
  first.end()
  const more = inFlight.hold(owner, 1)
  const calls = [call(inFlight), call(inFlight), call(inFlight)]
  await turn()
  expect(states(calls)).toEqual(['waiting', 'waiting', 'waiting'])
  more()
  await turn()
  expect(states(calls)).toEqual(['begun', 'begun', 'waiting'])
  release()
  calls[0]?.end()
  await turn()
  expect(calls[2]?.is).toBe('begun')
})
