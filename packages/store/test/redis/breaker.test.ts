import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { type RedisServer, startCluster, startRedis } from '../../testing/index.ts'
import { openPlain } from './live-support.ts'
import { newOwner, openStore } from './support.ts'

const DEADLINE_MS = 300
/** Longer than the age at which a rejection counts no more. */
const LONG_PAUSE_MS = 1200

interface State {
  begin(admin: Redis, server: RedisServer): Promise<unknown>
  end(admin: Redis, server: RedisServer): Promise<unknown>
}

const snapshotFolder = ({ folder }: RedisServer) => join(folder, 'dump.rdb')
const setting = (name: string, on: string, off: string): State => ({
  begin: (admin) => admin.config('SET', name, on),
  end: (admin) => admin.config('SET', name, off),
})

const STATES: Record<string, State> = {
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
const SINGLE_STATES: Record<string, State> = {
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

const outcomeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: Error & { detail?: string }) => error.detail ?? error.message,
  )
const starts = (mine: OwnerConversations, count: number) =>
  Promise.all(Array.from({ length: count }, () => outcomeOf(mine.start())))

/** Calls until one fails at once, which it does once others have been rejected for a deadline. */
async function established(mine: OwnerConversations): Promise<void> {
  await expect
    .poll(() => outcomeOf(mine.start()), { timeout: 5000, interval: 10 })
    .toMatch(/^still/)
}

it.each(Object.entries(SINGLE_STATES))(
  'after %s every one of the first calls succeeds, whatever the pause',
  async (name, { begin, end }) => {
    await using server = await startRedis({ appendonly: name === 'LOADING' })
    const store = openStore(server.url, { commandTimeoutMs: DEADLINE_MS })
    const mine = store.forOwner(newOwner())
    await mine.start()
    for (const pauseMs of name === 'LOADING' ? [200] : [200, LONG_PAUSE_MS]) {
      const admin = openPlain(server)
      await admin.ping()
      await begin(admin, server)
      await established(mine)
      await end(admin, server)
      admin.disconnect()
      await pause(pauseMs)
      expect(new Set(await starts(mine, 20))).toEqual(new Set(['ok']))
    }
    await store.close()
  },
)

it('one rejection long ago concerns no call', async () => {
  await using server = await startRedis()
  const admin = openPlain(server)
  const store = openStore(server.url, { commandTimeoutMs: DEADLINE_MS })
  const mine = store.forOwner(newOwner())
  await mine.list()
  await STATES['OOM']?.begin(admin, server)
  expect(await outcomeOf(mine.start())).toContain('OOM')
  await pause(2 * LONG_PAUSE_MS)
  expect(await outcomeOf(mine.start())).toContain('OOM')
  await STATES['OOM']?.end(admin, server)
  expect(new Set(await starts(mine, 20))).toEqual(new Set(['ok']))
  admin.disconnect()
  await store.close()
})

it('deletes and erases are made under OOM while writers are rejected, and reads are', async () => {
  await using server = await startRedis()
  const admin = openPlain(server)
  const store = openStore(server.url, { commandTimeoutMs: DEADLINE_MS })
  const mine = store.forOwner(newOwner())
  const ids: string[] = []
  for (let n = 0; n < 20; n += 1) ids.push((await mine.start()).conversation.id)
  await STATES['OOM']?.begin(admin, server)
  await established(mine)
  let isWriting = true
  const write = async () => {
    while (isWriting) {
      await outcomeOf(mine.append(ids[0] ?? '', { messages: [text('no room')] }))
      await pause(1)
    }
  }
  const writers = Array.from({ length: 10 }, write)
  const settled = await Promise.all(
    ids.slice(1).flatMap((id) => [outcomeOf(mine.get(ids[0] ?? '')), outcomeOf(mine.delete(id))]),
  )
  expect(new Set(settled)).toEqual(new Set(['ok']))
  expect(await mine.erase()).toMatchObject({ conversations: 1 })
  isWriting = false
  await Promise.all(writers)
  admin.disconnect()
  await store.close()
})

it('one node of a cluster that rejects calls costs the others not one', {
  timeout: 60_000,
}, async () => {
  await using cluster = await startCluster()
  const store = openStore(cluster.url, {
    address: { mode: 'cluster', url: cluster.url },
    commandTimeoutMs: DEADLINE_MS,
  })
  const [sick] = cluster.masters
  if (sick === undefined) throw new Error('no master')
  const admin = openPlain(sick)
  const owners = await Promise.all(
    Array.from({ length: 30 }, async () => {
      const owner = newOwner()
      const mine = store.forOwner(owner)
      const { id } = (await mine.start()).conversation
      const keys = await admin.keys(`*${owner.tenantId}*`)
      return { mine, id, isSick: keys.length > 0 }
    }),
  )
  const [hit, spared] = [owners.filter(({ isSick }) => isSick), owners.filter((o) => !o.isSick)]
  expect(Math.min(hit.length, spared.length)).toBeGreaterThan(0)
  const call = ({ mine, id }: (typeof owners)[number]) => [
    outcomeOf(mine.append(id, { messages: [text('a')] })),
    outcomeOf(mine.list()),
  ]
  for (const { begin, end } of Object.values(STATES)) {
    await begin(admin, sick)
    const [mine] = hit.map((owner) => owner.mine)
    let isEstablished = false
    const others: string[] = []
    const asked = (async () => {
      while (!isEstablished) others.push(...(await Promise.all(spared.flatMap(call))))
    })()
    if (mine) await established(mine)
    // Health asks every node meanwhile, as an orchestrator has it do.
    await store.health()
    isEstablished = true
    await asked
    others.push(...(await Promise.all(spared.flatMap(call))))
    expect(new Set(others)).toEqual(new Set(['ok']))
    await end(admin, sick)
    await pause(200)
    expect(new Set(await Promise.all(hit.flatMap(call)))).toEqual(new Set(['ok']))
  }
  admin.disconnect()
  await store.close()
})
