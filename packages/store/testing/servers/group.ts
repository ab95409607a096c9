import type { RedisServer } from './redis.ts'

/** Starts servers side by side: all of them, or none is left behind. */
export async function startAll(
  count: number,
  start: (index: number) => Promise<RedisServer>,
): Promise<RedisServer[]> {
  const starts = await Promise.allSettled(Array.from({ length: count }, (_, index) => start(index)))
  const started = starts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const failure = starts.find((each) => each.status === 'rejected')
  if (!failure) return started
  await stopAll(started)
  throw failure.reason
}

export async function stopAll(servers: readonly RedisServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()))
}

/** A set-up that fails takes its servers with it. */
export async function setUpOrStop(
  servers: readonly RedisServer[],
  setUp: () => Promise<void>,
): Promise<void> {
  try {
    await setUp()
  } catch (error) {
    await stopAll(servers)
    throw error
  }
}
