import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { faultSuite } from './support/fault-suite.ts'
import { PATIENCE } from './support/healing.ts'
import { type Guarded, onServer } from './support/servers.ts'
import { PASSWORD, SOON_MS } from './support/settings.ts'

/** Nothing listens there. */
const NOBODY = ['127.0.0.1', '1'] as const

const disconnectOthers = ({ admin }: Guarded) => admin.call('CLIENT', 'KILL', 'TYPE', 'normal')
/** In the way of the snapshot that the server would put there. */
const snapshotOf = ({ server }: Guarded) => join(server.folder, 'dump.rdb')

async function saveNow(guarded: Guarded, expected: 'ok' | 'err'): Promise<void> {
  await guarded.admin.bgsave()
  await vi.waitFor(async () => {
    const info = await guarded.admin.info('persistence')
    if (!info.includes(`rdb_last_bgsave_status:${expected}`)) throw new Error(info)
  }, PATIENCE)
}

faultSuite('a server that rejects', [
  {
    name: 'OOM',
    rejected: 'writes',
    // Healthy means that a change can be made.
    health: 'unhealthy',
    arrange: onServer(
      ({ admin }) => admin.config('SET', 'maxmemory', '1'),
      ({ admin }) => admin.config('SET', 'maxmemory', '0'),
    ),
  },
  {
    name: 'READONLY',
    rejected: 'changes',
    // It replies to PING, and says that it is a replica.
    health: 'unhealthy',
    arrange: onServer(
      ({ admin }) => admin.replicaof(...NOBODY),
      ({ admin }) => admin.replicaof('NO', 'ONE'),
    ),
  },
  {
    name: 'MASTERDOWN',
    rejected: 'all',
    health: 'unhealthy',
    arrange: onServer(
      ({ admin }) => admin.replicaof(...NOBODY),
      ({ admin }) => admin.replicaof('NO', 'ONE'),
      { config: { 'replica-serve-stale-data': 'no' } },
    ),
  },
  {
    name: 'NOREPLICAS',
    rejected: 'changes',
    health: 'unhealthy',
    arrange: onServer(
      ({ admin }) => admin.config('SET', 'min-replicas-to-write', '1'),
      ({ admin }) => admin.config('SET', 'min-replicas-to-write', '0'),
    ),
  },
  {
    name: 'MISCONF',
    rejected: 'changes',
    // In this state even PING is rejected.
    health: 'unhealthy',
    arrange: onServer(
      async (guarded) => {
        await mkdir(snapshotOf(guarded))
        await guarded.admin.config('SET', 'save', '3600 1')
        await saveNow(guarded, 'err')
      },
      async (guarded) => {
        await rmdir(snapshotOf(guarded))
        await saveNow(guarded, 'ok')
      },
    ),
  },
  {
    name: 'BUSY',
    rejected: 'all',
    health: 'unhealthy',
    arrange: onServer(
      async ({ admin }) => {
        const other = admin.duplicate()
        await other.ping()
        // Rejected by the repair.
        other.eval('while true do end', 0).catch(() => other.disconnect())
        await vi.waitFor(() => expect(admin.ping()).rejects.toThrow('BUSY'), PATIENCE)
      },
      ({ admin }) => admin.call('SCRIPT', 'KILL'),
      { config: { 'lua-time-limit': '50' } },
    ),
  },
  {
    name: 'NOAUTH: a password that the API has not',
    rejected: 'all',
    health: 'unhealthy',
    fastMs: SOON_MS,
    arrange: onServer(
      async (guarded) => {
        await guarded.admin.config('SET', 'requirepass', PASSWORD)
        await disconnectOthers(guarded)
      },
      ({ admin }) => admin.config('SET', 'requirepass', ''),
      { config: { requirepass: '""' } },
    ),
  },
  {
    name: 'rotated password',
    rejected: 'all',
    health: 'unhealthy',
    fastMs: SOON_MS,
    arrange: onServer(
      async (guarded) => {
        await guarded.admin.config('SET', 'requirepass', 'another')
        await disconnectOthers(guarded)
      },
      ({ admin }) => admin.config('SET', 'requirepass', PASSWORD),
    ),
  },
  {
    name: 'maxclients',
    rejected: 'all',
    health: 'unhealthy',
    fastMs: SOON_MS,
    arrange: onServer(
      async (guarded) => {
        await guarded.admin.config('SET', 'maxclients', '1')
        await disconnectOthers(guarded)
      },
      ({ admin }) => admin.config('SET', 'maxclients', '10000'),
    ),
  },
])
