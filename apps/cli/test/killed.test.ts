import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createStore } from '@threadkeep/store'
import { afterAll, expect, it } from 'vitest'
import { fill, someOwners, text } from './fill.ts'
import { RawRedis } from './raw.ts'
import { configOf, startStandalone, threadkeep } from './support.ts'

/** `KILLS=200 npx vitest run test/killed.test.ts` is the long run. */
const KILLS = Number(process.env['KILLS'] ?? 5)
const LONGEST_MS = 2500
const MAIN = new URL('../dist/main.js', import.meta.url).pathname

const folder = mkdtempSync(join(tmpdir(), 'threadkeep-killed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function start(url: string, ...args: string[]): ChildProcess {
  const env = { PATH: process.env['PATH'], REDIS_URL: url }
  return spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function urlOf(target: Awaited<ReturnType<typeof startStandalone>>): Promise<string> {
  if (target.address.mode === 'sentinel') throw new TypeError('not for sentinels')
  return target.address.url
}

it('an import that is killed at any moment leaves whole conversations, and goes on', async () => {
  await using source = await startStandalone()
  await using target = await startStandalone()
  const store = createStore(configOf(source.address))
  await fill(store, someOwners(3, 10), 10)
  const long = store.forOwner({ tenantId: 'long', userId: 'u' })
  for (let each = 0; each < 3; each += 1) {
    const { id } = (await long.start()).conversation
    for (let round = 0; round < 60; round += 1) {
      await long.append(id, { messages: Array.from({ length: 50 }, () => text('x'.repeat(500))) })
    }
  }
  await store.close()
  const file = join(folder, 'all.ndjson.gz')
  expect((await threadkeep(['export', '--out', file], configOf(source.address))).code).toBe(0)
  using from = await RawRedis.open(source.address)
  using to = await RawRedis.open(target.address)
  const exported = await from.conversations()

  const config = configOf(target.address)
  let interrupted = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = start(await urlOf(target), 'import', file, '--max-ops', '200')
    const ended = once(child, 'close')
    await Promise.race([ended, pause(Math.random() * LONGEST_MS)])
    if (child.exitCode === null) interrupted += 1
    child.kill('SIGKILL')
    await ended
    const arrived = await to.conversations()
    expect(differences(arrived, exported)).toEqual([])
    if (Object.keys(arrived).length === 0 || child.exitCode !== 0) continue
    await to.flush()
  }
  expect(interrupted).toBeGreaterThan(0)
  const last = await threadkeep(['import', file], config)
  expect(last.code).toBe(0)
  const arrived = await to.conversations()
  expect(differences(arrived, exported)).toEqual([])
  const isConversation = (key: string) => key.startsWith('conversation:')
  expect(Object.keys(arrived).filter(isConversation)).toEqual(
    Object.keys(exported).filter(isConversation),
  )
})

/** What is there and not as it was exported. Parts that wait for more are nothing that anybody reads. */
function differences(
  arrived: Record<string, unknown>,
  exported: Record<string, unknown>,
): string[] {
  const listed = new Set(Object.keys(arrived).flatMap((key) => members(key, arrived[key])))
  return Object.entries(arrived).flatMap(([key, value]) => {
    if (key.endsWith(':import') || key.endsWith(':external')) return []
    if (key.startsWith('user:')) {
      const known = new Set(members(key, exported[key]))
      return members(key, value).filter((each) => !known.has(each))
    }
    const isSame = JSON.stringify(value) === JSON.stringify(exported[key])
    const id = key.split(':').at(key.endsWith(':messages') ? -2 : -1) ?? ''
    const isWhole =
      `${key.replace(/:messages$/, '')}:messages` in arrived ===
      `${key.replace(/:messages$/, '')}:messages` in exported
    return isSame && isWhole && [...listed].some((each) => each.includes(id)) ? [] : [key]
  })
}

const members = (key: string, value: unknown): string[] =>
  key.startsWith('user:') && Array.isArray(value)
    ? value.flatMap((id, at) => (at % 2 === 0 ? [`${key} ${id} ${value[at + 1]}`] : []))
    : []

it('Ctrl-C ends an export and an import cleanly, and says how to go on', async () => {
  await using target = await startStandalone()
  const url = await urlOf(target)
  const store = createStore(configOf(target.address))
  await fill(store, someOwners(1, 5), 10)
  await store.close()
  const file = join(folder, 'stopped.ndjson')
  const stopped = start(url, 'export', '--out', file, '--max-ops', '5')
  let said = ''
  stopped.stderr?.on('data', (chunk) => {
    said += String(chunk)
  })
  await expect.poll(() => existsSync(`${file}.part`), { timeout: 10_000 }).toBe(true)
  stopped.kill('SIGINT')
  expect(await once(stopped, 'close')).toEqual([1, null])
  expect(said).toContain('Stopped. ')
  expect(said).toContain('The same command begins again.')
  expect(existsSync(file)).toBe(false)
})
