import { startRedis } from './redis.ts'

/** A Redis that tests share with others: unique tenant ids, never a flush. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string
  stop(): Promise<void>
}

/** The one that TEST_REDIS_URL names, left running; else one started for this test. */
export async function testRedis(): Promise<TestRedis> {
  const url = process.env['TEST_REDIS_URL']
  if (!url) return startRedis()
  const stop = async () => {}
  return { url, stop, [Symbol.asyncDispose]: stop }
}
