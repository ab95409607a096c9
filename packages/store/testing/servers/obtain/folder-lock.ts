import { mkdir, rm, stat, utimes } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

const HEARTBEAT_MS = 1_000
/** A holder that has not touched its lock for so long is dead. */
const STALE_MS = 15_000

/**
 * Runs `work` in one process at a time, to spare the others doing it again. Two may still overlap
 * for a moment when a dead holder's lock is taken over, so `work` must bear that.
 */
export async function withFolderLock(path: string, work: () => Promise<void>): Promise<void> {
  while (!(await take(path))) {
    if (await isStale(path)) await rm(path, { recursive: true, force: true })
    else await delay(100)
  }
  const heartbeat = setInterval(() => void touch(path), HEARTBEAT_MS)
  try {
    await work()
  } finally {
    clearInterval(heartbeat)
    await rm(path, { recursive: true, force: true })
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await mkdir(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > STALE_MS
  } catch {
    return false
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date()
  // Gone if another process took it over.
  await utimes(path, now, now).catch(() => undefined)
}
