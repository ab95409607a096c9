import { randomBytes } from 'node:crypto'
import { readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ARCHIVES, type ArchivePlaces } from './archive-places.ts'

describe.each(ARCHIVES)('an archive in %s', (_name, open) => {
  let places: ArchivePlaces
  beforeAll(async () => {
    places = await open()
  })
  afterAll(() => places[Symbol.asyncDispose]())

  const listed = async (beginning: string) => {
    const { store } = await places.make()
    const contents = ['a/b/1', 'a/b/2', 'a/bc/1', 'ab/1', '%41/~x/-_.1', 'ü/\u{1f600}']
    for (const name of contents) await store.write(name, Buffer.from(name))
    const found: [string, number][] = []
    for await (const { name, bytes } of store.list(beginning)) found.push([name, bytes])
    return found.sort()
  }

  it('gives back what was written last, byte for byte', async () => {
    const { store } = await places.make()
    // More than one block of a blob.
    const large = randomBytes(9 * 1024 * 1024)
    await store.write('a/large', large)
    expect((await store.read('a/large'))?.equals(large)).toBe(true)
    await store.write('a/large', Buffer.alloc(0))
    expect(await store.read('a/large')).toEqual(Buffer.alloc(0))
  })

  it('has nothing under a name that was not written, or was removed', async () => {
    const { store } = await places.make()
    expect(await store.read('a/b')).toBeUndefined()
    await store.remove('a/b')
    await store.write('a/b', Buffer.from('x'))
    await store.remove('a/b')
    await store.remove('a/b')
    expect(await store.read('a/b')).toBeUndefined()
  })

  it('has what one of many made that tried at once', async () => {
    const { store } = await places.make()
    const contents = Array.from({ length: 8 }, (_, index) => Buffer.from(`${index}`))
    const made = await Promise.all(contents.map((content) => store.create('a/b', content)))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(await store.read('a/b')).toEqual(contents[made.indexOf(true)])
    expect(await store.create('a/b', Buffer.from('x'))).toBe(false)
    const names: string[] = []
    for await (const { name } of store.list('')) names.push(name)
    expect(names).toEqual(['a/b'])
  })

  it('lists what begins so, and nothing else', async () => {
    expect((await listed('')).map(([name]) => name)).toEqual(
      ['a/b/1', 'a/b/2', 'a/bc/1', 'ab/1', '%41/~x/-_.1', 'ü/\u{1f600}'].sort(),
    )
    expect(await listed('a/b')).toEqual([
      ['a/b/1', 5],
      ['a/b/2', 5],
      ['a/bc/1', 6],
    ])
    expect(await listed('a/b/')).toHaveLength(2)
    expect(await listed('%41/')).toHaveLength(1)
    expect(await listed('nothing/')).toEqual([])
  })

  it('gives back metadata, where it keeps any', async () => {
    const { store } = await places.make()
    const metadata = { status: 'active', updated_at: '2026-01-01T00:00:00.000Z' }
    await store.write('a/b', Buffer.from('x'), metadata)
    for await (const each of store.list(''))
      expect([metadata, undefined]).toContainEqual(each.metadata)
  })

  it('removes all that begins so, and nothing else', async () => {
    const { store } = await places.make()
    for (const name of ['a/b/1', 'a/b/2', 'a/bc/1', 'ab/1'])
      await store.write(name, Buffer.from('x'))
    expect(await store.removeAll('a/b/')).toBe(2)
    expect(await store.removeAll('a/b/')).toBe(0)
    const left: string[] = []
    for await (const { name } of store.list('')) left.push(name)
    expect(left.sort()).toEqual(['a/bc/1', 'ab/1'])
  })

  it('lists what is removed meanwhile', async () => {
    const { store } = await places.make()
    const names = Array.from({ length: 60 }, (_, index) => `a/${String(index).padStart(3, '0')}`)
    for (const name of names) await store.write(name, Buffer.from('x'))
    const found: string[] = []
    for await (const { name } of store.list('a/')) {
      found.push(name)
      await store.remove(name)
    }
    expect(found.sort()).toEqual(names)
    for await (const { name } of store.list('')) expect.unreachable(name)
  })
})

describe('an archive in a folder', () => {
  it('removes what a write that was killed has left, and folders that have ids for names', async () => {
    await using places = await ARCHIVES[0][1]()
    const { place, store } = await places.make()
    for (const name of ['t/ada/1', 't/ada/2', 't/bob/1']) {
      await store.write(name, Buffer.from('x'))
      writeFileSync(join(place, `${name}.part`), 'what was said')
    }
    await store.remove('t/ada/1')
    await store.remove('t/bob/1')
    const left = () => readdirSync(place, { recursive: true }).sort()
    expect(left()).toEqual(['t', 't/ada', 't/ada/2', 't/ada/2.part', 't/bob'])
    expect(await store.removeAll('t/ada/')).toBe(1)
    expect(left()).toEqual(['t', 't/bob'])
  })

  it('does not read an object that is larger than a conversation may be', async () => {
    await using places = await ARCHIVES[0][1]()
    const { place, store } = await places.make()
    await store.write('a/b', Buffer.from('x'))
    // Of nothing: it takes no room on the disk.
    truncateSync(join(place, 'a/b'), 2 ** 40)
    await expect(store.read('a/b')).rejects.toThrow('a/b is larger than an archived conversation')
  })

  it('may remove what is being written', async () => {
    await using places = await ARCHIVES[0][1]()
    const { store } = await places.make()
    await store.write('a/b', Buffer.from('x'))
    for (let each = 0; each < 200; each += 1) {
      await Promise.all([store.write('a/b', Buffer.from('x')), store.remove('a/b')])
    }
  })
})
