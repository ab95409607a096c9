/**
 * How long a single script holds Redis up, at most, for an owner with ten thousand conversations in
 * each damaged state: `pnpm test:damage` prints it, as Redis's own slow log measures it.
 */
import { DEFAULT_LIMITS, STATUSES } from '@threadkeep/shared'
import { Redis } from 'ioredis'
import { ownerKey } from '../../src/codec/owner-key.ts'
import { createStore } from '../../src/create-store.ts'
import { ownerKeys } from '../../src/redis/keys.ts'
import { SCRIPTS } from '../../src/redis/scripts/registry.ts'
import { startRedis } from '../../testing/index.ts'

const COUNT = 10_000
const LIMIT_US = 5000

const server = await startRedis()
const raw = new Redis(server.url)
const store = createStore({
  kind: 'redis',
  address: { mode: 'standalone', url: server.url },
  ttlSeconds: 3600,
  commandTimeoutMs: 10_000,
  waitReplicas: 0,
  limits: DEFAULT_LIMITS,
})
const names = new Map<string, string>(Object.values(SCRIPTS).map(({ sha, name }) => [sha, name]))
let worst = 0

async function filled(user: string) {
  const owner = { tenantId: 'held-up', userId: user }
  const mine = store.forOwner(owner)
  const keys = ownerKeys(ownerKey(owner))
  for (let index = 0; index < COUNT; index += 500) {
    await Promise.all(
      Array.from({ length: 500 }, (_, at) => mine.start({ externalId: `agent-${index + at}` })),
    )
  }
  const ids = await raw.zrange(keys.all, '0', '-1')
  return { mine, keys, ids }
}

type Filled = Awaited<ReturnType<typeof filled>>

async function each(
  ids: string[],
  change: (pipeline: ReturnType<Redis['pipeline']>, id: string) => void,
) {
  for (let at = 0; at < ids.length; at += 1000) {
    const pipeline = raw.pipeline()
    for (const id of ids.slice(at, at + 1000)) change(pipeline, id)
    await pipeline.exec()
  }
}

const STATES: Record<string, (filled: Filled) => Promise<unknown>> = {
  whole: async () => {},
  'one status index gone': ({ keys }) => raw.del(keys.byStatus.active),
  'the index of all gone': ({ keys }) => raw.del(keys.all),
  'a status index and one hash gone': ({ keys, ids }) =>
    raw.del(keys.byStatus.active, keys.conversation(ids[0] ?? '').fields),
  'an index of another type': async ({ keys }) => {
    await raw.del(keys.all)
    await raw.set(keys.all, 'x')
  },
  'external ids gone': ({ keys }) => raw.del(keys.external),
  'every conversation gone': ({ keys, ids }) =>
    each(ids, (pipeline, id) => pipeline.del(keys.conversation(id).fields)),
  'every record damaged': ({ keys, ids }) =>
    each(ids, (pipeline, id) => pipeline.hset(keys.conversation(id).fields, 'record', 'x')),
  'every record of a later layout': ({ keys, ids }) =>
    each(ids, (pipeline, id) => pipeline.hset(keys.conversation(id).fields, 'record', '3,x')),
  'every conversation expired': async ({ keys, ids }) => {
    const ago = Date.now() - 2 * 3_600_000
    const record = `2,${ago},"active",0,1,${ago},${ago},0,60000,""\n,${ago}\n,""\n,"{}"\n,""\n,""`
    await each(ids, (pipeline, id) => pipeline.hset(keys.conversation(id).fields, 'record', record))
    for (const index of [keys.all, keys.byStatus.active]) {
      await each(ids, (pipeline, id) => pipeline.zadd(index, ago, id))
    }
  },
  'every score wrong': ({ keys, ids }) =>
    each(ids, (pipeline, id) => pipeline.zadd(keys.all, 5, id)),
  'every start damaged': async ({ keys }) => {
    const fields = await raw.hkeys(keys.starts)
    await each(fields, (pipeline, field) => pipeline.hset(keys.starts, field, 'x'))
    const length = await raw.llen(keys.startsAge)
    await raw.del(keys.startsAge)
    await each(Array.from({ length }, String), (pipeline) => pipeline.rpush(keys.startsAge, 'x'))
  },
}

for (const [state, damage] of Object.entries(STATES)) {
  const subject = await filled(state.replaceAll(' ', '-'))
  await damage(subject)
  await raw.config('SET', 'slowlog-log-slower-than', '200')
  await raw.config('SET', 'slowlog-max-len', '100000')
  await raw.slowlog('RESET')
  const { mine, ids } = subject
  const calls = [
    () => mine.list({ limit: 100 }),
    ...STATUSES.map((status) => () => mine.list({ status, limit: 100 })),
    () => mine.findByExternalId('agent-5'),
    () => mine.findByExternalId('nobody'),
    () => mine.start({ externalId: 'new' }),
    () => mine.get(ids[7] ?? ''),
    () =>
      mine.append(ids[8] ?? '', {
        messages: [{ role: 'user', content: { type: 'text', text: 'a' } }],
      }),
    () => mine.update(ids[9] ?? '', { title: 'a' }),
    () => mine.delete(ids[10] ?? ''),
    () => mine.list({ limit: 100 }),
    () => mine.erase(),
  ]
  for (const call of calls) await call().catch(() => undefined)
  const slow = (await raw.slowlog('GET', 100_000)) as [number, number, number, string[]][]
  const [longest] = slow
    .map(([, , micros, [command = '', sha = '']]) => ({ micros, name: names.get(sha) ?? command }))
    .sort((a, b) => b.micros - a.micros)
  worst = Math.max(worst, longest?.micros ?? 0)
  console.log(
    `${state}: ${longest === undefined ? 'under 0.2 ms' : `${longest.micros / 1000} ms in ${longest.name}`}`,
  )
}
console.log(`at most ${worst / 1000} ms`)
raw.disconnect()
await store.close()
await server.stop()
process.exit(worst < LIMIT_US ? 0 : 1)
