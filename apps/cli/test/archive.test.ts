import { gzipSync } from 'node:zlib'
import type { ConversationStore, RedisStoreConfig } from '@threadkeep/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { archiveLine, untilItIsPast } from './archive-line.ts'
import { ARCHIVES, type ArchivePlaces, namesIn } from './archive-places.ts'
import { fill, messagesOf, someOwners, text } from './fill.ts'
import { RawRedis } from './raw.ts'
import { jsonLines, startStandalone, TARGETS, type Target } from './support.ts'

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

describe.each(ARCHIVES)('archive to %s', (where, open) => {
  const targets = where === 'a folder' ? TARGETS : TARGETS.slice(1)
  let places: ArchivePlaces
  beforeAll(async () => {
    places = await open()
  })
  afterAll(() => places[Symbol.asyncDispose]())

  const setUp = (target: Target, settings?: Partial<RedisStoreConfig>) =>
    archiveLine(places, target, settings)

  it.each(targets)('moves everything out and back, as it was, on %s', async (_where, start) => {
    await using target = await start()
    const { run, archive, place, store, objects } = await setUp(target)
    await fill(store, someOwners(2, 3))
    await untilItIsPast()
    using raw = await RawRedis.open(target.address)
    const before = await seenBy(store, 2, 3)

    expect(await run([...archive, '--dry-run'])).toMatchObject({
      code: 0,
      out: '36 conversations would be moved.\n',
    })
    expect(await namesIn(objects)).toEqual([])
    expect((await run([...archive, '--status', 'completed', '--json'])).out).toContain('"moved":6,')
    expect(await run(archive)).toEqual({
      code: 0,
      err: '',
      out: 'Moved 30 conversations into the archive; 0 changed meanwhile and stayed.\n',
    })
    expect(await raw.keys('conversation:*')).toEqual([])
    expect(await raw.keys('*:moved')).toEqual([])
    const names = await namesIn(objects)
    expect(names).toHaveLength(36)
    expect(names[0]).toMatch(/^tenant%200\/u%3a%7b0%7d\/[0-9a-f-]{36}\.\w+\.ndjson\.gz$/)
    expect((await run('verify')).code).toBe(0)

    const listed = ['list', '--tenant', 'tenant 0', '--archive', place]
    const lines = jsonLines((await run([...listed, '--json'])).out)
    expect(lines).toHaveLength(18)
    expect(lines).toContainEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: names[0],
      bytes: expect.any(Number),
      status: expect.stringMatching(/^(?:active|completed|archived)$/),
      messages: expect.any(Number),
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    })
    expect((await run([...listed, '--user', 'u:{0}'])).out).toMatch(/ 3 messages /)

    const one = ['--tenant', 'tenant 0', '--user', 'u:{0}']
    const restored = await run(['restore', '--from', place, ...one])
    expect(restored.out).toBe('Restored 6 conversations; 0 stayed in the archive.\n')
    for (const tenant of ['tenant 0', 'tenant 1']) {
      expect((await run(['restore', '--from', place, '--tenant', tenant])).code).toBe(0)
    }
    expect(await namesIn(objects)).toEqual([])
    expect(await seenBy(store, 2, 3)).toEqual(before)
    expect((await run('verify')).code).toBe(0)
    const mine = store.forOwner({ tenantId: 'tenant 1', userId: 'u:{1}' })
    const [item] = (await mine.list({ status: 'active' })).items
    const left = Date.parse(item?.expiresAt ?? '') - Date.now()
    expect(left).toBeGreaterThan(3_590_000)
    await mine.append(item?.id ?? '', { messages: [text('goes on')] })
    await store.close()
  })

  it('brings back a conversation that would have expired long ago', async () => {
    await using target = await startStandalone()
    const { run, archive, place, store, config } = await setUp(target, { ttlSeconds: 2 })
    const mine = store.forOwner({ tenantId: 't', userId: 'u' })
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages: messagesOf(0) })
    await untilItIsPast()
    expect((await run(archive)).code).toBe(0)
    using raw = await RawRedis.open(target.address)
    await expect.poll(() => raw.keys('user:*'), { timeout: 10_000 }).toEqual([])
    const back = await run(['restore', '--from', place, '--tenant', 't'], {
      ...config,
      ttlSeconds: 3600,
    })
    expect(back).toMatchObject({ code: 0, out: expect.stringMatching(/^Restored 1 conversation;/) })
    expect((await mine.messages(id)).items).toHaveLength(2)
    expect((await mine.list()).items).toHaveLength(1)
    await store.close()
  })

  it('names objects that are damaged, keeps them, and gives back all others', async () => {
    await using target = await startStandalone()
    const { run, archive, place, store, objects } = await setUp(target)
    const mine = store.forOwner({ tenantId: 't', userId: 'u' })
    for (let each = 0; each < 5; each += 1) await mine.start()
    await untilItIsPast()
    await run(archive)
    const [first = '', second = '', third = ''] = await namesIn(objects)
    const content = (await objects.read(first)) ?? Buffer.alloc(0)
    await objects.write(first, content.subarray(0, 100))
    // As by a folder that was given another name.
    const misplaced = second.replace('t/u/', 't/v/')
    await objects.write(misplaced, (await objects.read(second)) ?? Buffer.alloc(0))
    await objects.remove(second)
    // Small as it lies there.
    await objects.write(third, gzipSync(Buffer.alloc(65 * 1024 * 1024)))
    const listed = ['list', '--tenant', 't', '--archive', place]
    const lines = jsonLines((await run([...listed, '--json'])).out)
    expect(lines).toHaveLength(5)
    expect(lines).toContainEqual(expect.objectContaining({ name: first, unreadable: true }))
    expect((await run(listed)).out).toContain(`  unreadable  100 B  ${first}\n`)
    const back = await run(['restore', '--from', place, '--tenant', 't'])
    expect(back).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Restored 2 conversations;/),
    })
    expect(back.err).toContain(`${first} is damaged`)
    expect(back.err).toContain(`${misplaced} holds another conversation`)
    expect(back.err).toContain(`${third} is damaged: a line is too long for an export`)
    expect(await namesIn(objects)).toEqual([first, third, misplaced])
    expect((await mine.list()).items).toHaveLength(2)
    await store.close()
  })
})
