import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStore } from '@threadkeep/store'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeContent } from '../src/archive/content.ts'
import { ARCHIVES, namesIn } from './archive-places.ts'
import { fill, someOwners, text } from './fill.ts'
import { isLong, KILLS, killAtRandom, startTool, TIMEOUT_MS } from './processes.ts'
import { RawRedis } from './raw.ts'
import { configOf, startStandalone, threadkeep } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'threadkeep-killed-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('an import that is killed at any moment leaves whole conversations, and goes on', {
  timeout: TIMEOUT_MS,
}, async () => {
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
    const child = startTool(target.address, ['import', file, '--max-ops', '200'])
    if (await killAtRandom(child)) interrupted += 1
    const arrived = await to.conversations()
    expect(differences(arrived, exported)).toEqual([])
    if (Object.keys(arrived).length === 0 || child.exitCode !== 0) continue
    await to.flush()
  }
  expect(interrupted).toBeGreaterThan(0)
  if (isLong) console.log(`${interrupted} of ${KILLS} runs were cut off.`)
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
  const store = createStore(configOf(target.address))
  await fill(store, someOwners(1, 5), 10)
  await store.close()
  const file = join(folder, 'stopped.ndjson')
  const stopped = startTool(target.address, ['export', '--out', file, '--max-ops', '5'])
  let said = ''
  stopped.stderr?.on('data', (chunk) => {
    said += String(chunk)
  })
  const written = () => readdirSync(folder).filter((name) => name.startsWith('stopped.ndjson'))
  await expect.poll(written, { timeout: 10_000 }).toHaveLength(1)
  stopped.kill('SIGINT')
  expect(await once(stopped, 'close')).toEqual([1, null])
  expect(said).toContain('Stopped. ')
  expect(said).toContain('The same command begins again.')
  expect(written()).toEqual([])
})

describe.each(ARCHIVES)('with %s', (_name, open) => {
  const kills = isLong ? KILLS : 3
  // So slow that the first run has not ended when it is killed.
  const pace = isLong ? '200' : '40'
  it('an archive and a restore that are killed at any moment leave each conversation somewhere', {
    timeout: TIMEOUT_MS,
  }, async () => {
    await using places = await open()
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    await fill(store, someOwners(2, isLong ? 5 : 3), isLong ? 10 : 5)
    await store.close()
    using raw = await RawRedis.open(target.address)
    const before = await raw.conversations()
    const keys = Object.keys(before).filter((key) => /^conversation:.*[0-9a-f]$/.test(key))
    const { place, credentials, store: objects } = await places.make()

    /** Those that are whole in neither. */
    async function lost(): Promise<string[]> {
      const now = await raw.conversations()
      const archived = new Map<string, string>()
      for (const name of await namesIn(objects)) {
        if (name.endsWith('.pending')) continue
        const content = (await objects.read(name)) ?? Buffer.alloc(0)
        const { id, parts } = await decodeContent(name, content)
        const messages: string[] = []
        for await (const part of parts()) messages.push(...part.messages)
        archived.set(id, JSON.stringify(messages))
      }
      return keys.filter((key) => {
        const messages = JSON.stringify(before[`${key}:messages`] ?? [])
        const isHere = key in now && JSON.stringify(now[`${key}:messages`] ?? []) === messages
        return !isHere && archived.get(key.slice(-36)) !== messages
      })
    }

    let interrupted = 0
    for (let kill = 0; kill < kills; kill += 1) {
      const tenant = `tenant ${Math.floor(kill / 2) % 2}`
      const line =
        kill % 2 === 0
          ? ['archive', '--older-than', '0m', '--to', place]
          : ['restore', '--from', place, '--tenant', tenant]
      const child = startTool(target.address, [...line, '--max-ops', pace], credentials)
      if (await killAtRandom(child)) interrupted += 1
      expect(await lost()).toEqual([])
    }
    expect(interrupted).toBeGreaterThan(0)
    if (isLong) console.log(`${interrupted} of ${kills} runs were cut off.`)
    const lines = [
      ['archive', '--older-than', '0m', '--to', place],
      ['restore', '--from', place, '--tenant', 'tenant 0'],
      ['restore', '--from', place, '--tenant', 'tenant 1'],
    ]
    for (const line of lines) {
      expect(await threadkeep(line, config, credentials)).toMatchObject({ code: 0, err: '' })
    }
    expect(await namesIn(objects)).toEqual([])
    const after = await raw.conversations()
    for (const key of keys) {
      expect(after[`${key}:messages`]).toEqual(before[`${key}:messages`])
      expect(after[key]).toBeDefined()
    }
    expect(Object.keys(after).filter((key) => key.startsWith('conversation:'))).toEqual(
      Object.keys(before).filter((key) => key.startsWith('conversation:')),
    )
    expect((await threadkeep('verify', config)).code).toBe(0)
  })
})
