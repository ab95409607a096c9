import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOrCreateArchive } from '../src/archive/archive.ts'
import { decodeContent } from '../src/archive/content.ts'
import { moveToArchive } from '../src/archive/move.ts'
import { restoreFromArchive } from '../src/archive/restore.ts'
import { ARCHIVES, type ArchivePlace, namesIn } from './archive-places.ts'
import { type ArchiveWorld, startArchiveWorld } from './archive-world.ts'
import { CutOff, Steps } from './cut-off.ts'
import { messagesOf } from './fill.ts'
import { configOf, startStandalone, threadkeep } from './support.ts'

const OWNER = { tenantId: 't', userId: 'u' }
const { signal } = new AbortController()

describe.each(ARCHIVES)('a move that is cut off, with %s', (where, open) => {
  // The emulator takes its time.
  const [conversations, rounds] = where === 'a folder' ? [8, 4] : [3, 2]
  let world: ArchiveWorld
  beforeAll(async () => {
    world = await startArchiveWorld(open, signal)
  })
  afterAll(() => world[Symbol.asyncDispose]())

  async function newConversation() {
    const mine = world.store.forOwner(OWNER)
    await mine.erase()
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages: messagesOf(1) })
    const messages = (await mine.messages(id)).items
    const place = await world.places.make()
    const io = { archiveCredentials: () => place.credentials, signal }
    const archive = await openOrCreateArchive(place.place, io, undefined)
    const here = async () => (await mine.list()).items.some((each) => each.id === id)
    return { mine, id, messages, place, archive, here }
  }

  const run = (line: readonly string[], { credentials }: ArchivePlace) =>
    threadkeep(line, configOf(world.target.address), credentials)
  const toArchive = ({ place }: ArchivePlace) => [
    ...['archive', '--older-than', '0m', '--to', place],
    ...['--max-ops', '100000'],
  ]
  const fromArchive = ({ place }: ArchivePlace) => ['restore', '--from', place, '--tenant', 't']

  /** Cuts the work off behind each of its steps, and returns how many they were. */
  async function atEachStep(
    work: (steps: Steps) => Promise<unknown>,
    then: () => Promise<void>,
  ): Promise<number> {
    for (let at = 0; ; at += 1) {
      try {
        await work(new Steps(at))
        return at
      } catch (error) {
        if (!(error instanceof CutOff)) throw error
      }
      await then()
    }
  }

  it('leaves the conversation whole in one place, and the same command goes on', async () => {
    let made = await newConversation()
    const steps = await atEachStep(
      async (each) => {
        made = await newConversation()
        const archive = { ...made.archive, store: each.store(made.archive.store) }
        await moveToArchive(each.admin(world.admin), archive, OWNER, made.id)
      },
      async () => {
        const { place, mine, id, messages, here } = made
        if (await here()) expect((await mine.messages(id)).items).toEqual(messages)
        else {
          const [name = ''] = (await namesIn(place.store)).filter((each) => each.endsWith('.gz'))
          const content = await place.store.read(name)
          expect(await decodeContent(name, content ?? Buffer.alloc(0))).toMatchObject({ id })
        }
        expect(await run(toArchive(place), place)).toMatchObject({ code: 0, err: '' })
        expect(await namesIn(place.store)).toHaveLength(1)
        expect(await here()).toBe(false)
        expect((await run(fromArchive(place), place)).out).toMatch(/^Restored 1 conversation;/)
        expect((await mine.messages(id)).items).toEqual(messages)
      },
    )
    expect(steps).toBeGreaterThan(6)
  })

  it('leaves nothing of a conversation that its user deletes then', async () => {
    let made = await newConversation()
    await atEachStep(
      async (each) => {
        made = await newConversation()
        const archive = { ...made.archive, store: each.store(made.archive.store) }
        await moveToArchive(each.admin(world.admin), archive, OWNER, made.id)
      },
      async () => {
        const { place, mine, id, here } = made
        const isHere = await here()
        if (isHere) await mine.delete(id)
        expect(await run(toArchive(place), place)).toMatchObject({ code: 0, err: '' })
        expect(await namesIn(place.store)).toHaveLength(isHere ? 0 : 1)
      },
    )
  })

  it('back is whole in one place as well', async () => {
    let made = await newConversation()
    await atEachStep(
      async (each) => {
        made = await newConversation()
        await moveToArchive(world.admin, made.archive, OWNER, made.id)
        const archive = { ...made.archive, store: each.store(made.archive.store) }
        const [name = ''] = await namesIn(made.place.store)
        await restoreFromArchive(each.admin(world.admin), archive, name)
      },
      async () => {
        const { place, mine, id, messages } = made
        expect(await run(fromArchive(place), place)).toMatchObject({ code: 0, err: '' })
        expect((await mine.messages(id)).items).toEqual(messages)
        expect(await namesIn(place.store)).toEqual([])
      },
    )
  })

  it('is left alone by the tool of another Redis', async () => {
    const { place, archive, id, mine, messages } = await newConversation()
    // Behind the claim, two objects, the read and the removal from Redis.
    const steps = new Steps(5)
    const cut = { ...archive, store: steps.store(archive.store) }
    await expect(moveToArchive(steps.admin(world.admin), cut, OWNER, id)).rejects.toThrow(CutOff)
    const names = await namesIn(place.store)
    expect(names).toHaveLength(2)
    await using other = await startStandalone()
    const elsewhere = configOf(other.address)
    for (const line of [toArchive(place), fromArchive(place)]) {
      expect(await threadkeep(line, elsewhere, place.credentials)).toMatchObject({
        code: 1,
        err: expect.stringContaining(
          `${names[1]}\nCut off, and unknown to this Redis: 1 move. See docs/cli.md.`,
        ),
      })
    }
    expect(await namesIn(place.store)).toEqual(names)
    expect((await run(fromArchive(place), place)).code).toBe(0)
    expect((await mine.messages(id)).items).toEqual(messages)
  })

  it('is not lost where several runs work on one archive', async () => {
    const mine = world.store.forOwner(OWNER)
    await mine.erase()
    const ids: string[] = []
    for (let each = 0; each < conversations; each += 1)
      ids.push((await mine.start()).conversation.id)
    for (const id of ids) await mine.append(id, { messages: messagesOf(2) })
    const place = await world.places.make()
    await openOrCreateArchive(
      place.place,
      { archiveCredentials: () => place.credentials, signal },
      undefined,
    )
    const lines = [toArchive(place), toArchive(place), fromArchive(place), fromArchive(place)]
    for (let round = 0; round < rounds; round += 1) {
      const ends = await Promise.all(lines.map((line) => run(line, place)))
      expect(ends.map(({ code, err }) => ({ code, err }))).toEqual(
        lines.map(() => ({ code: 0, err: '' })),
      )
    }
    expect((await run(fromArchive(place), place)).code).toBe(0)
    for (const id of ids) expect((await mine.messages(id)).items).toHaveLength(2)
    expect(await namesIn(place.store)).toEqual([])
  })
})
