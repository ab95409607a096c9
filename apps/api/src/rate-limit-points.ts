import type { CallCounts } from '@threadkeep/store'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

/** Calls that an owner may make, until this time of performance.now(). */
export interface Points {
  left: number
  readonly until: number
}

/** The next calls of an owner: none once the minute's are used up, with the time of the next. */
export type PointSource = (key: string) => Promise<Points>

const MINUTE_SECONDS = 60
/** A call waits no longer than this for its count, beside the deadline that its operation has. */
const COUNT_TIMEOUT_MS = 250
/** How long a Redis that did not count is not asked again. */
const REST_MS = 1000

/** A second's worth at a time, of those that a minute has. */
export function createPointSource(
  callsPerMinute: number,
  client: CallCounts['client'] | undefined,
): PointSource {
  const portion = Math.max(Math.floor(callsPerMinute / MINUTE_SECONDS), 1)
  const window = { points: callsPerMinute, duration: MINUTE_SECONDS, keyPrefix: '' }
  const memory = new RateLimiterMemory(window)
  const redis = client && countInRedis(client, window)
  let restUntil = 0

  async function consume(key: string): Promise<RateLimiterRes> {
    if (redis === undefined || performance.now() < restUntil) return memory.consume(key, portion)
    try {
      return await inTime(redis.consume(key, portion))
    } catch (rejection) {
      if (rejection instanceof RateLimiterRes) throw rejection
      // An outage is the store's to answer. Its 503s are limited as well, by what is known here.
      restUntil = performance.now() + REST_MS
      return memory.consume(key, portion)
    }
  }

  return async (key) => {
    try {
      return { left: portion, until: endOf(await consume(key)) }
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection
      return { left: restOf(rejection), until: endOf(rejection) }
    }
  }

  /** Of a portion that goes beyond the limit, the part that does not. */
  function restOf({ consumedPoints }: RateLimiterRes): number {
    // Zero when the limiter knows without counting that nothing is left.
    if (consumedPoints === 0) return 0
    return Math.max(callsPerMinute - (consumedPoints - portion), 0)
  }
}

function countInRedis(
  client: CallCounts['client'],
  window: { points: number; duration: number; keyPrefix: string },
) {
  return new RateLimiterRedis({
    ...window,
    storeClient: client,
    rejectIfRedisNotReady: true,
    // Whoever has used up the minute costs no more round trips in it.
    inMemoryBlockOnConsumed: window.points,
  })
}

function inTime<Result>(counting: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    // Where this process was busy for so long, answers that have come are read before the immediate.
    const giveUp = () => setImmediate(() => reject(new Error('not counted in time')))
    const timer = setTimeout(giveUp, COUNT_TIMEOUT_MS)
    counting.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function endOf({ msBeforeNext }: RateLimiterRes): number {
  return performance.now() + msBeforeNext
}
