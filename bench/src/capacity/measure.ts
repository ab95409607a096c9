import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { fill } from './fill.ts'
import type { Measured, Shape } from './model.ts'

export interface Measurement extends Measured {
  fillSeconds: number
  /** Of the append-only file, before it is rewritten: the changes as they came. */
  logBytes: number
  /** And after: a snapshot. */
  snapshotBytes: number
  snapshotSeconds: number
  /** From the start of the server until it serves. */
  loadSeconds: number
}

const LOOK_EVERY_MS = 200

/** On a server of its own, that keeps everything on disk and is gone afterwards. */
export async function measure(
  shape: Shape,
  onProgress: (done: number) => void = () => {},
): Promise<Measurement> {
  await using server = await startRedis({
    appendonly: true,
    config: { 'auto-aof-rewrite-percentage': '0' },
  })
  const redis = new Redis(server.url)
  const info = async (name: string) =>
    Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(await redis.info())?.[1])
  const folder = join(server.folder, 'appendonlydir')
  try {
    // Scripts and buffers are there from here on, with the tables at their least.
    await fill(server.url, { ...shape, conversations: 10 })
    await redis.flushall('SYNC')
    const empty = await info('used_memory')
    const began = performance.now()
    await fill(server.url, shape, onProgress)
    const fillSeconds = (performance.now() - began) / 1000
    const bytes = (await info('used_memory')) - empty
    const logBytes = await sizeOf(folder)

    const snapshotBegan = performance.now()
    await redis.bgrewriteaof()
    while ((await info('aof_rewrite_in_progress')) + (await info('aof_rewrite_scheduled')) > 0) {
      await pause(LOOK_EVERY_MS)
    }
    const snapshotSeconds = (performance.now() - snapshotBegan) / 1000
    const snapshotBytes = await sizeOf(folder)

    const loadBegan = performance.now()
    await server.restart()
    const loadSeconds = (performance.now() - loadBegan) / 1000
    return {
      ...shape,
      bytes,
      fillSeconds,
      logBytes,
      snapshotBytes,
      snapshotSeconds,
      loadSeconds,
    }
  } finally {
    redis.disconnect()
  }
}

async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder)
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
