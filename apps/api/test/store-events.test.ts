import type { StoreEvent } from '@threadkeep/store'
import { afterEach, expect, test, vi } from 'vitest'
import { createLogger } from '../src/observability/log.ts'
import { logStoreEvents } from '../src/observability/store-event-log.ts'

const READY: StoreEvent = { type: 'connection', state: 'ready' }
const LOST: StoreEvent = { type: 'connection', state: 'lost' }
const REJECTED: StoreEvent = {
  type: 'connection-error',
  error: 'Error ECONNREFUSED',
  code: 'ECONNREFUSED',
}
const TIMED_OUT: StoreEvent = {
  type: 'connection-error',
  error: 'Error ETIMEDOUT',
  code: 'ETIMEDOUT',
}

function startLog() {
  const lines: string[] = []
  const log = createLogger('info', { write: (line) => lines.push(line) })
  const told = () => lines.splice(0).map((line) => JSON.parse(line).msg)
  return { observe: logStoreEvents(log), told }
}

// Test files share a process: a clock that stands still would hang the next ones.
afterEach(() => void vi.useRealTimers())

test('an outage is logged as it begins, every ten seconds while it lasts, and as it ends', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { observe, told } = startLog()
  const attempts = (seconds: number) => {
    for (let n = 0; n < seconds * 2; n++) {
      for (const event of [REJECTED, LOST]) observe(event)
      vi.advanceTimersByTime(500)
    }
  }
  observe(READY)
  expect(told()).toEqual(['Redis is connected'])
  observe(LOST)
  attempts(9)
  expect(told()).toEqual(['The connection to Redis is lost', 'Redis cannot be reached'])
  attempts(60)
  expect(told()).toEqual(Array(6).fill('Redis cannot be reached'))
  observe(READY)
  expect(told()).toEqual(['Redis is connected'])
  observe(LOST)
  attempts(1)
  expect(told()).toEqual(['The connection to Redis is lost', 'Redis cannot be reached'])
})

test('another error is logged at once', () => {
  const { observe, told } = startLog()
  for (const event of [REJECTED, TIMED_OUT, REJECTED, TIMED_OUT]) observe(event)
  expect(told()).toHaveLength(2)
})

test('why calls fail is logged as it stands', () => {
  const { observe, told } = startLog()
  observe({ type: 'outage', reason: 'The name of Redis cannot be resolved.' })
  expect(told()).toEqual([
    'The conversation store is unavailable: The name of Redis cannot be resolved.',
  ])
})

test('a Redis that was never there has not been lost', () => {
  const { observe, told } = startLog()
  observe(LOST)
  expect(told()).toEqual([])
})
