import { openRateLimitConnection, type RateLimitConnection } from '@threadkeep/store'
import type { Redis } from 'ioredis'
import { expect } from 'vitest'
import { RateLimitedError } from '../../src/errors/errors.ts'
import type { RateLimit } from '../../src/rate-limit/rate-limit.ts'
import { redisConfig } from './api.ts'
import { newOwner } from './owners.ts'

export type Counts = RateLimitConnection & Disposable

/** A connection that counts calls in this Redis. */
export function openCounts(url: string, commandTimeoutMs = 1000): Counts {
  const counts = openRateLimitConnection({ ...redisConfig(url), commandTimeoutMs })
  return { ...counts, [Symbol.dispose]: counts.close }
}

export async function ready({ client }: RateLimitConnection): Promise<void> {
  await expect.poll(() => client.status).toBe('ready')
}

/** Whether one more call was let through; true or the seconds to wait. */
export async function call(limit: RateLimit, owner = newOwner()): Promise<true | number> {
  try {
    await limit.take(owner)
    return true
  } catch (error) {
    if (error instanceof RateLimitedError) return error.retryAfterSeconds
    throw error
  }
}

/** How often Redis has counted so far. */
export async function countings(server: Redis): Promise<number> {
  const stats = await server.info('commandstats')
  return Number(/cmdstat_incrby:calls=(\d+)/.exec(stats)?.[1] ?? 0)
}

/** One after the other, taking turns. */
export async function passed(limits: RateLimit[], calls: number): Promise<number> {
  const owner = newOwner()
  let through = 0
  for (let n = 0; n < calls; n++) {
    const limit = limits[n % limits.length]
    if (limit !== undefined && (await call(limit, owner)) === true) through += 1
  }
  return through
}
