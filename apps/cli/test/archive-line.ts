import { createStore, type RedisStoreConfig } from '@threadkeep/store'
import { expect } from 'vitest'
import type { ArchivePlaces } from './archive-places.ts'
import { type CommandLine, configOf, type Target, threadkeep } from './support.ts'

/** A command line on this target, and a new archive. */
export async function archiveLine(
  places: ArchivePlaces,
  target: Target,
  settings: Partial<RedisStoreConfig> = {},
) {
  const config = configOf(target.address, settings)
  const { place, credentials, store: objects } = await places.make()
  return {
    config,
    objects,
    place,
    store: createStore(config),
    run: (line: CommandLine, atRedis = config) => threadkeep(line, atRedis, credentials),
    archive: ['archive', '--older-than', '0m', '--to', place],
  }
}

/** Changes in one millisecond get times of their own, the last of which may be a little ahead. */
export async function untilItIsPast(): Promise<void> {
  const now = Date.now()
  await expect.poll(() => Date.now(), { interval: 5 }).toBeGreaterThan(now + 20)
}
