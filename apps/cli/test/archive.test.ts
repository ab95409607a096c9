import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConversationStore, createStore } from '@threadkeep/store'
import { openStoreAdmin } from '@threadkeep/store/admin'
import { afterAll, describe, expect, it } from 'vitest'
import { fill, messagesOf, someOwners, text } from './fill.ts'
import { RawRedis } from './raw.ts'
import { configOf, startStandalone, TARGETS, threadkeep } from './support.ts'

const root = mkdtempSync(join(tmpdir(), 'threadkeep-archive-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const newFolder = () => mkdtempSync(join(root, 'archive-'))

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name))

/** What callers see, but for when it expires. */
async function seenBy(store: ConversationStore, tenants: number, users: number) {
  const seen = []
  for (const owner of someOwners(tenants, users)) {
    const mine = store.forOwner(owner)
    for (const { expiresAt: _, lastAccessedAt: __, ...rest } of (await mine.list()).items) {
      seen.push({ ...rest, messages: (await mine.messages(rest.id)).items })
    }
  }
  return seen
}

/** Changes in one millisecond get times of their own, the last of which may be a little ahead. */
async function untilItIsPast(): Promise<void> {
  const now = Date.now()
  await expect.poll(() => Date.now(), { interval: 5 }).toBeGreaterThan(now + 20)
}

describe.each(TARGETS)('archive and restore on %s', (_name, start) => {
  it('move everything out and back, as it was', async () => {
    await using target = await start()
    const config = configOf(target.address)
    const store = createStore(config)
    await fill(store, someOwners(2, 3))
    await untilItIsPast()
    const folder = newFolder()
    using raw = await RawRedis.open(target.address)
    const before = await seenBy(store, 2, 3)
    const archive = ['archive', '--older-than', '0m', '--to', folder]

    expect(await threadkeep([...archive, '--dry-run'], config)).toMatchObject({
      code: 0,
      out: '36 conversations would be moved.\n',
    })
    expect(await threadkeep([...archive, '--status', 'completed', '--json'], config)).toMatchObject(
      {
        out: expect.stringContaining('"moved":6,'),
      },
    )
    expect(await threadkeep(archive, config)).toMatchObject({
      code: 0,
      err: '',
      out: '30 conversations are in the archive; 0 changed meanwhile and stay.\n',
    })
    expect(await raw.keys('conversation:*')).toEqual([])
    expect(await raw.keys('*:moved')).toEqual([])
    expect(filesIn(folder)).toHaveLength(36)
    expect((await threadkeep('verify', config)).code).toBe(0)

    const one = ['--tenant', 'tenant 0', '--user', 'u:{0}']
    const restored = await threadkeep(['restore', '--from', folder, ...one], config)
    expect(restored.out).toBe('6 conversations are back; 0 stay in the archive.\n')
    for (const tenant of ['tenant 0', 'tenant 1']) {
      const { code } = await threadkeep(['restore', '--from', folder, '--tenant', tenant], config)
      expect(code).toBe(0)
    }
    expect(filesIn(folder)).toEqual([])
    expect(await seenBy(store, 2, 3)).toEqual(before)
    expect((await threadkeep('verify', config)).code).toBe(0)
    const mine = store.forOwner({ tenantId: 'tenant 1', userId: 'u:{1}' })
    const [item] = (await mine.list({ status: 'active' })).items
    const left = Date.parse(item?.expiresAt ?? '') - Date.now()
    expect(left).toBeGreaterThan(3_590_000)
    await mine.append(item?.id ?? '', { messages: [text('goes on')] })
    await store.close()
  })
})

describe('archive', () => {
  it('brings back a conversation that would have expired long ago', async () => {
    await using target = await startStandalone()
    const short = createStore(configOf(target.address, { ttlSeconds: 2 }))
    const mine = short.forOwner({ tenantId: 't', userId: 'u' })
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages: messagesOf(0) })
    await untilItIsPast()
    const folder = newFolder()
    const config = configOf(target.address)
    expect((await threadkeep(['archive', '--older-than', '0m', '--to', folder], config)).code).toBe(
      0,
    )
    using raw = await RawRedis.open(target.address)
    await expect.poll(() => raw.keys('user:*'), { timeout: 10_000 }).toEqual([])
    const back = await threadkeep(['restore', '--from', folder, '--tenant', 't'], config)
    expect(back).toMatchObject({ code: 0, out: expect.stringMatching(/^1 conversations are back/) })
    expect((await mine.messages(id)).items).toHaveLength(2)
    expect((await mine.list()).items).toHaveLength(1)
    await short.close()
  })

  it('leaves what is young, and what changed since it was copied', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    await fill(store, someOwners(1, 1))
    await untilItIsPast()
    const folder = newFolder()
    const mine = store.forOwner({ tenantId: 't', userId: 'u' })
    const { id, revision } = (await mine.start()).conversation
    const { signal } = new AbortController()
    const admin = await openStoreAdmin(config, { maxOps: 1000, signal })
    const ofUser = admin.forOwner({ tenantId: 't', userId: 'u' })
    await mine.append(id, { messages: [text('newer')] })
    expect(await ofUser.moveOut(id, revision)).toBe('changed')
    await mine.runs(id).begin({ content: { type: 'text', text: 'a' } })
    expect(await ofUser.moveOut(id, (await mine.get(id)).revision)).toBe('changed')
    expect(await ofUser.whereabouts(id)).toBe('here')
    expect((await mine.messages(id)).items).toHaveLength(2)
    await mine.delete(id)
    expect(await ofUser.moveOut(id, revision)).toBe('gone')
    admin.close()
    const { out } = await threadkeep(['archive', '--older-than', '1m', '--to', folder], config)
    expect(out).toMatch(/^0 conversations are in the archive/)
    expect(filesIn(folder)).toEqual([])
    await store.close()
  })

  it('ends a move that was cut off, and forgets a copy of what was deleted since', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    const mine = store.forOwner({ tenantId: 't', userId: 'u' })
    const [moved, deleted] = [(await mine.start()).conversation, (await mine.start()).conversation]
    await untilItIsPast()
    const folder = newFolder()
    const archive = ['archive', '--older-than', '0m', '--to', folder]
    await threadkeep(archive, config)
    const [one = '', other = ''] = [moved, deleted].map(({ id }) =>
      String(filesIn(folder).find((name) => name.includes(id))),
    )
    using raw = await RawRedis.open(target.address)
    // As a kill between the removal from Redis and the last step leaves it.
    for (const name of [one, other]) {
      const pending = name.replace('.ndjson.gz', '.1.pending')
      writeFileSync(join(folder, pending), readFileSync(join(folder, name)))
      rmSync(join(folder, name))
    }
    await raw.client.zadd('user:{t:u}:moved', Date.now(), moved.id)
    expect((await threadkeep(archive, config)).code).toBe(0)
    expect(filesIn(folder)).toEqual([one])
    expect(await raw.keys('*:moved')).toEqual([])
    await store.close()
  })

  it('is reached by erase', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    await fill(store, someOwners(2, 2))
    await untilItIsPast()
    const folder = newFolder()
    await threadkeep(['archive', '--older-than', '0m', '--to', folder], config)
    const erase = ['erase', '--tenant', 'tenant 0', '--confirm', 'tenant 0', '--archive', folder]
    const { code, out } = await threadkeep(erase, config)
    expect(code).toBe(0)
    expect(out).toContain('12 objects of the archive are removed.')
    expect(filesIn(folder)).toHaveLength(12)
    const back = await threadkeep(['restore', '--from', folder, '--tenant', 'tenant 0'], config)
    expect(back.out).toMatch(/^0 conversations are back/)
    await store.close()
  })

  it('names an object that is damaged, and keeps it', async () => {
    await using target = await startStandalone()
    const config = configOf(target.address)
    const store = createStore(config)
    await store.forOwner({ tenantId: 't', userId: 'u' }).start()
    await untilItIsPast()
    const folder = newFolder()
    await threadkeep(['archive', '--older-than', '0m', '--to', folder], config)
    const [name = ''] = filesIn(folder)
    writeFileSync(join(folder, name), readFileSync(join(folder, name)).subarray(0, 100))
    const back = await threadkeep(['restore', '--from', folder, '--tenant', 't'], config)
    expect(back).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${name} in the archive is`),
    })
    expect(filesIn(folder)).toEqual([name])
    await store.close()
  })
})
