import { expect, it } from 'vitest'
import { createClockWatch } from '../../src/redis/health/clock-watch.ts'
import { startRawRedis } from './support.ts'

const HOUR = 3_600_000

it('warns for an hour when the clock of Redis is set by more than a day', async () => {
  await using server = await startRawRedis()
  let stepped = 0
  let waited = 0
  const readTime = async () => {
    const [seconds = 0, micros = 0] = (await server.raw.time()).map(Number)
    return seconds * 1000 + micros / 1000 + stepped
  }
  const probe = createClockWatch(
    async () => (await readTime()) + waited,
    () => performance.now() + waited,
  )
  expect(await probe()).toBeUndefined()
  stepped = 23 * HOUR
  expect(await probe()).toBeUndefined()
  for (const step of [48 * HOUR, 0]) {
    stepped = step
    expect(await probe()).toContain('set by more than a day')
    waited += HOUR / 2
    expect(await probe()).toContain('set by more than a day')
    waited += HOUR
    expect(await probe()).toBeUndefined()
  }
})
