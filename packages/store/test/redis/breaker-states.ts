import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { expect } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import type { RedisServer } from '../../testing/index.ts'
import { openPlain } from './live-support.ts'

/** The deadline of the stores of these tests. */
export const DEADLINE_MS = 300

export interface State {
  begin(admin: Redis, server: RedisServer): Promise<unknown>
  end(admin: Redis, server: RedisServer): Promise<unknown>
}

const snapshotFolder = ({ folder }: RedisServer) => join(folder, 'dump.rdb')
const setting = (name: string, on: string, off: string): State => ({
  begin: (admin) => admin.config('SET', name, on),
  end: (admin) => admin.config('SET', name, off),
})

export const STATES: Record<string, State> = {
  OOM: setting('maxmemory', '1', '0'),
  NOREPLICAS: setting('min-replicas-to-write', '9', '0'),
  MISCONF: {
    async begin(admin, server) {
      await rm(snapshotFolder(server), { force: true })
      await mkdir(snapshotFolder(server))
      await admin.config('SET', 'save', '3600 1')
      await admin.bgsave()
      await expect.poll(() => admin.info('persistence')).toContain('rdb_last_bgsave_status:err')
    },
    async end(admin, server) {
      await rm(snapshotFolder(server), { recursive: true })
      await admin.bgsave()
      await expect.poll(() => admin.info('persistence')).toContain('rdb_last_bgsave_status:ok')
    },
  },
  BUSY: {
    async begin(admin, server) {
      await admin.config('SET', 'lua-time-limit', '10')
      const other = openPlain(server)
      other.eval('while true do end', 0).catch(() => other.disconnect())
      await expect.poll(() => admin.ping().catch((error: Error) => error.message)).toMatch(/^BUSY/)
    },
    end: (admin) => admin.script('KILL'),
  },
}

/** States that a server of a cluster cannot be brought into, or loses its connections by. */
export const SINGLE_STATES: Record<string, State> = {
  ...STATES,
  READONLY: {
    begin: (admin) => admin.replicaof('127.0.0.1', 1),
    end: (admin) => admin.replicaof('NO', 'ONE'),
  },
  maxclients: {
    async begin(admin) {
      await admin.config('SET', 'maxclients', '1')
      await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    },
    end: (admin) => admin.config('SET', 'maxclients', '1000'),
  },
  LOADING: {
    async begin(admin, server) {
      await admin.config('SET', 'key-load-delay', '200')
      await admin.config('REWRITE')
      await admin.eval("for i = 1, 5000 do redis.call('SET', i, string.rep('x', 1000)) end", 0)
      await server.kill()
      server.restart().catch(() => undefined)
    },
    async end(_, server) {
      const isLoaded = async () => {
        const fresh = openPlain(server)
        const reply = await fresh.ping().catch(() => '')
        fresh.disconnect()
        return reply
      }
      await expect.poll(isLoaded, { timeout: 10_000, interval: 5 }).toBe('PONG')
    },
  },
}

export const outcomeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: Error & { detail?: string }) => error.detail ?? error.message,
  )
/** Calls until one fails at once, which it does once others have been rejected for a deadline. */
export async function established(mine: OwnerConversations): Promise<void> {
  await expect
    .poll(() => outcomeOf(mine.start()), { timeout: 5000, interval: 10 })
    .toMatch(/^still/)
}
