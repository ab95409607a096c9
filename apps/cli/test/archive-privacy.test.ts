import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { archiveLine, untilItIsPast } from './archive-line.ts'
import { ARCHIVES, type ArchivePlaces, namesIn } from './archive-places.ts'
import { fill, someOwners, text } from './fill.ts'
import { RawRedis } from './raw.ts'
import { startStandalone } from './support.ts'

describe.each(ARCHIVES)('what an archive in %s holds of people', (_where, open) => {
  let places: ArchivePlaces
  beforeAll(async () => {
    places = await open()
  })
  afterAll(() => places[Symbol.asyncDispose]())

  it('is reached by erase, which names a place that is none', async () => {
    await using target = await startStandalone()
    const { run, archive, place, store, objects } = await archiveLine(places, target)
    await fill(store, someOwners(2, 2))
    await untilItIsPast()
    const erase = ['erase', '--tenant', 'tenant 0', '--confirm', 'tenant 0', '--archive', place]
    const none = await run(erase)
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('there is no archive at') })
    using raw = await RawRedis.open(target.address)
    expect(await raw.keys('conversation:{tenant%200:*')).not.toEqual([])

    await run(archive)
    const { code, out } = await run(erase)
    expect(code).toBe(0)
    expect(out).toContain('Removed 12 objects from the archive.')
    const names = await namesIn(objects)
    expect(names).toHaveLength(12)
    expect(names.filter((name) => !name.startsWith('tenant%201/'))).toEqual([])
    const back = await run(['restore', '--from', place, '--tenant', 'tenant 0'])
    expect(back.out).toMatch(/^Restored 0 conversations;/)
    expect(await run(['list', '--tenant', 'tenant 0', '--archive', place])).toEqual({
      code: 0,
      out: '',
      err: 'Tenant tenant 0 has nothing in the archive.\n',
    })
    await store.close()
  })

  it('holds a redacted message as that, archived once more and given back', async () => {
    await using target = await startStandalone()
    const { run, archive, place, store, objects } = await archiveLine(places, target)
    const mine = store.forOwner({ tenantId: 't', userId: 'u' })
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages: [text('canary')] })
    const inArchive = async () => {
      const contents = (await namesIn(objects)).map(async (name) => {
        const content = await objects.read(name)
        return content === undefined ? '' : gunzipSync(content).toString()
      })
      return (await Promise.all(contents)).join()
    }
    await untilItIsPast()
    expect((await run(archive)).code).toBe(0)
    expect(await inArchive()).toContain('canary')
    const restore = ['restore', '--from', place, '--tenant', 't']
    expect((await run(restore)).code).toBe(0)

    const redacted = await mine.redact(id, 1)
    await untilItIsPast()
    expect((await run(archive)).code).toBe(0)
    expect(await inArchive()).toContain('redacted')
    expect(await inArchive()).not.toContain('canary')
    expect((await run(restore)).code).toBe(0)
    expect((await mine.messages(id)).items).toEqual([redacted])
    expect((await run('verify')).code).toBe(0)
    await store.close()
  })

  it('has names that tell nobody, on request', async () => {
    await using target = await startStandalone()
    const { run, archive, place, store, objects } = await archiveLine(places, target)
    await store.forOwner({ tenantId: 'contoso', userId: 'ada' }).start()
    await untilItIsPast()
    expect((await run([...archive, '--hashed-paths'])).code).toBe(0)
    const [name = ''] = await namesIn(objects)
    expect(name).toMatch(/^[\w-]{43}\/[\w-]{43}\/[0-9a-f-]{36}\.\w+\.ndjson\.gz$/)
    const ofAda = ['--tenant', 'contoso', '--user', 'ada']
    expect((await run(['restore', '--from', place, ...ofAda])).out).toMatch(
      /^Restored 1 conversation;/,
    )
    expect((await run(archive)).code).toBe(0)
    const erase = ['erase', ...ofAda, '--confirm', 'contoso', '--archive', place]
    expect((await run(erase)).out).toContain('Removed 1 object from the archive.')
    await store.close()
  })
})
