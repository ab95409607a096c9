import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createStore } from '@threadkeep/store'
import { startCluster, startRedis } from '@threadkeep/store/testing'
import { afterAll, expect, it } from 'vitest'
import { credentialsOf, namesIn, opened, variablesOf } from './archive-places.ts'
import { startAzurite } from './azurite.ts'
import { messagesOf, someOwners } from './fill.ts'
import { MAIN, runNode } from './processes.ts'
import { RawRedis } from './raw.ts'
import { configOf } from './support.ts'
import { type Phase, startTraffic } from './traffic.ts'

/** `LOAD=long npx vitest run test/under-traffic.test.ts`: 20,000 conversations, and latencies are held. */
const isLong = process.env['LOAD'] === 'long'
const [TENANTS, USERS, OF_EACH] = isLong ? [5, 40, 100] : [2, 5, 5]
const CALLS_A_SECOND = 200

const folder = mkdtempSync(join(tmpdir(), 'threadkeep-traffic-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function tool(env: Record<string, string>, ...args: string[]): Promise<string> {
  const { code, said } = await runNode([MAIN, ...args], env)
  expect({ args, code, said }).toMatchObject({ code: 0 })
  return said
}

it('all commands leave traffic alone, and everything that it did not touch as it was', {
  timeout: isLong ? 60 * 60_000 : 300_000,
}, async () => {
  await using cluster = await startCluster()
  await using other = await startRedis()
  await using azurite = await startAzurite()
  const address = { mode: 'cluster', url: cluster.url } as const
  const events: string[] = []
  const store = createStore(configOf(address), {
    observe(event) {
      if (event.type === 'operation') return
      events.push(`${new Date().toISOString()} ${JSON.stringify(event)}`)
    },
  })
  const owners = someOwners(TENANTS, USERS)
  await Promise.all(owners.map((owner) => fillOne(store.forOwner(owner))))
  using from = await RawRedis.open(address)
  using to = await RawRedis.open({ mode: 'standalone', url: other.url })
  const before = untouched(await from.conversations())

  const traffic = await startTraffic(store, CALLS_A_SECOND)
  const phases: Record<string, Phase> = {}
  const during = async (name: string, work: () => Promise<unknown>) => {
    traffic.take()
    await work()
    phases[name] = traffic.take()
  }
  const credentials = credentialsOf(azurite)
  const env = {
    REDIS_URL: cluster.url,
    REDIS_CLUSTER: 'true',
    REDIS_TTL: '3600',
    ...variablesOf(credentials),
  }
  const epochs = () => Promise.all(from.masters().map((node) => node.call('CLUSTER', 'INFO')))
  events.length = 0
  const epochsBefore = await epochs()
  const file = join(folder, 'all.ndjson.gz')
  // Latencies are those of a process that has settled.
  if (isLong) await pause(2000)
  await during('alone', () => pause(isLong ? 15_000 : 1000))
  await during('stats', () => tool(env, 'stats'))
  await during('export', () => tool(env, 'export', '--out', file))
  await during('verify', () => tool(env, 'verify'))
  await during('import', () => tool({ REDIS_URL: other.url }, 'import', file))
  const ofOne = ['--tenant', 'tenant 1']
  const blobs = await azurite.newPlace()
  for (const place of isLong ? [join(folder, 'archive'), blobs] : [blobs]) {
    const kind = place === blobs ? 'blobs' : 'files'
    await during(`archive to ${kind}`, () =>
      tool(env, 'archive', '--older-than', '0m', '--to', place, ...ofOne),
    )
    await during(`restore from ${kind}`, () => tool(env, 'restore', '--from', place, ...ofOne))
  }
  const ofErased = ['--tenant', 'tenant 0']
  await during('archive of some', () =>
    tool(env, 'archive', '--status', 'completed', '--older-than', '0m', '--to', blobs, ...ofErased),
  )
  const { store: objects } = await opened(blobs, credentials)
  expect(await namesIn(objects)).not.toEqual([])
  await during('erase', () =>
    tool(env, 'erase', ...ofErased, '--confirm', 'tenant 0', '--archive', blobs),
  )
  await traffic.stop()
  if (isLong) console.table(phases)

  const failed = Object.entries(phases).filter(([, { errors }]) => errors.length > 0)
  // What the store said of it, and whether a node was held for dead.
  const seen = { phases: failed, events, before: epochsBefore, after: await epochs() }
  expect(failed, JSON.stringify(seen, undefined, 2)).toEqual([])
  expect(await namesIn(objects)).toEqual([])
  const arrived = untouched(await to.conversations())
  expect(Object.keys(arrived)).toEqual(Object.keys(before))
  expect(arrived).toEqual(before)
  const left = untouched(await from.conversations())
  const isErased = (key: string) => key.includes('{tenant%200:')
  expect(Object.keys(left)).toEqual(Object.keys(before).filter((key) => !isErased(key)))
  // What was restored lives longer; all else is byte for byte as it was.
  const isRestored = (key: string) => /\{tenant%201:.*[0-9a-f]$/.test(key)
  for (const [key, value] of Object.entries(left)) {
    if (!isRestored(key)) expect(value).toEqual(before[key])
  }
  expect(await from.keys('*{tenant%200:*')).toEqual([])
  await store.close()
  if (!isLong) return
  const { alone, ...others } = phases
  for (const { p99 } of Object.values(others))
    expect(p99).toBeLessThanOrEqual(2 * (alone?.p99 ?? 0))
})

async function fillOne(mine: ReturnType<ReturnType<typeof createStore>['forOwner']>) {
  for (let index = 0; index < OF_EACH; index += 1) {
    const { id } = (await mine.start({ title: `title ${index}` })).conversation
    await mine.append(id, { messages: messagesOf(index), idempotencyKey: `key ${index}` })
    if (index % 4 === 0) await mine.setStatus(id, 'completed')
  }
}

function untouched(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !key.includes('{traffic:')))
}
