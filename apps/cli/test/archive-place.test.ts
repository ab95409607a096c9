import { describe, expect, it } from 'vitest'
import { openArchive } from '../src/archive/archive.ts'
import { ARCHIVES } from './archive-places.ts'
import { configOf, startStandalone, threadkeep } from './support.ts'

describe('a place', () => {
  it('that holds other things, or an archive with other paths, becomes no archive', async () => {
    await using target = await startStandalone()
    await using places = await ARCHIVES[0][1]()
    const config = configOf(target.address)
    const { place, store } = await places.make()
    const archive = ['archive', '--older-than', '0m', '--to', place]
    await store.write('holiday.jpg', Buffer.from('x'))
    const others = await threadkeep(archive, config)
    expect(others).toMatchObject({ code: 1, err: expect.stringContaining('holiday.jpg for one') })
    await store.remove('holiday.jpg')
    expect((await threadkeep(archive, config)).code).toBe(0)
    const hashed = await threadkeep([...archive, '--hashed-paths'], config)
    expect(hashed).toMatchObject({ code: 1, err: expect.stringContaining('has plain paths') })
    await store.write('threadkeep-archive.json', Buffer.from('{"version":2}'))
    const newer = await threadkeep(archive, config)
    expect(newer).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read') })
  })
})

it('an archive is opened only where there is one', async () => {
  await using places = await ARCHIVES[0][1]()
  const { place, credentials } = await places.make()
  const io = { archiveCredentials: () => credentials, signal: new AbortController().signal }
  await expect(openArchive(place, io)).rejects.toThrow('there is no archive at')
})
