import { type ConversationStore, createStore } from '@threadkeep/store'
import { openStoreAdmin, type StoreAdmin } from '@threadkeep/store/admin'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openArchive, openOrCreateArchive } from '../src/archive/archive.ts'
import type { ArchiveStore } from '../src/archive/archive-store.ts'
import { decodeContent } from '../src/archive/content.ts'
import { moveToArchive } from '../src/archive/move.ts'
import { restoreFromArchive } from '../src/archive/restore.ts'
import { ARCHIVES, type ArchivePlace, type ArchivePlaces, namesIn } from './archive-places.ts'
import { messagesOf } from './fill.ts'
import { configOf, startStandalone, type Target, threadkeep } from './support.ts'

const OWNER = { tenantId: 't', userId: 'u' }
const { signal } = new AbortController()

class CutOff extends Error {}

/** Lets so many steps pass, behind which it is as if the process were killed. */
class Steps {
  #left: number
  constructor(left: number) {
    this.#left = left
  }

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#left === 0) throw new CutOff()
    const result = await work()
    this.#left -= 1
    return result
  }

  store(store: ArchiveStore): ArchiveStore {
    const take = this.take.bind(this)
    return {
      write: (...args) => take(() => store.write(...args)),
      read: (name) => take(() => store.read(name)),
      remove: (name) => take(() => store.remove(name)),
      async *list(beginning) {
        yield* await take(async () => store.list(beginning))
      },
    }
  }

  admin(admin: StoreAdmin): StoreAdmin {
    const take = this.take.bind(this)
    return {
      ...admin,
      forOwner(owner) {
        const mine = admin.forOwner(owner)
        const { moves } = mine
        return {
          ...mine,
          importPart: (part) => take(() => mine.importPart(part)),
          moves: {
            claim: (...args) => take(() => moves.claim(...args)),
            moveOut: (...args) => take(() => moves.moveOut(...args)),
            state: (...args) => take(() => moves.state(...args)),
            giveUp: (...args) => take(() => moves.giveUp(...args)),
            forget: (...args) => take(() => moves.forget(...args)),
          },
        }
      },
    }
  }
}

describe.each(ARCHIVES)('a move that is cut off, with %s', (where, open) => {
  // The emulator takes its time.
  const [conversations, rounds] = where === 'a folder' ? [8, 4] : [3, 2]
  let places: ArchivePlaces
  let target: Target
  let admin: StoreAdmin
  let store: ConversationStore
  beforeAll(async () => {
    places = await open()
    target = await startStandalone()
    admin = await openStoreAdmin(configOf(target.address), { maxOps: 100_000, signal })
    store = createStore(configOf(target.address))
  })
  afterAll(async () => {
    admin.close()
    await store.close()
    await target[Symbol.asyncDispose]()
    await places[Symbol.asyncDispose]()
  })

  async function newConversation() {
    const mine = store.forOwner(OWNER)
    await mine.erase()
    const { id } = (await mine.start()).conversation
    await mine.append(id, { messages: messagesOf(1) })
    const messages = (await mine.messages(id)).items
    const place = await places.make()
    const io = { archiveCredentials: () => place.credentials, signal }
    const archive = await openOrCreateArchive(place.place, io, undefined)
    const here = async () => (await mine.list()).items.some((each) => each.id === id)
    return { mine, id, messages, place, archive, here }
  }

  const run = (line: readonly string[], { credentials }: ArchivePlace) =>
    threadkeep(line, configOf(target.address), credentials)
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
        await moveToArchive(each.admin(admin), archive, OWNER, made.id)
      },
      async () => {
        const { place, mine, id, messages, here } = made
        if (await here()) expect((await mine.messages(id)).items).toEqual(messages)
        else {
          const [name = ''] = (await namesIn(place.store)).filter((each) => each.endsWith('.gz'))
          const content = await place.store.read(name)
          expect(decodeContent(name, content ?? Buffer.alloc(0)).parts).toMatchObject([{ id }])
        }
        expect(await run(toArchive(place), place)).toMatchObject({ code: 0, err: '' })
        expect(await namesIn(place.store)).toHaveLength(1)
        expect(await here()).toBe(false)
        expect((await run(fromArchive(place), place)).out).toMatch(/^1 conversations are back/)
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
        await moveToArchive(each.admin(admin), archive, OWNER, made.id)
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
        await moveToArchive(admin, made.archive, OWNER, made.id)
        const archive = { ...made.archive, store: each.store(made.archive.store) }
        const [name = ''] = await namesIn(made.place.store)
        await restoreFromArchive(each.admin(admin), archive, name)
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
    await expect(moveToArchive(steps.admin(admin), cut, OWNER, id)).rejects.toThrow(CutOff)
    const names = await namesIn(place.store)
    expect(names).toHaveLength(2)
    await using other = await startStandalone()
    const elsewhere = configOf(other.address)
    for (const line of [toArchive(place), fromArchive(place)]) {
      expect(await threadkeep(line, elsewhere, place.credentials)).toMatchObject({
        code: 1,
        err: expect.stringContaining('1 moves were cut off of which this Redis knows nothing'),
      })
    }
    expect(await namesIn(place.store)).toEqual(names)
    expect((await run(fromArchive(place), place)).code).toBe(0)
    expect((await mine.messages(id)).items).toEqual(messages)
  })

  it('is not lost where several runs work on one archive', async () => {
    const mine = store.forOwner(OWNER)
    await mine.erase()
    const ids: string[] = []
    for (let each = 0; each < conversations; each += 1)
      ids.push((await mine.start()).conversation.id)
    for (const id of ids) await mine.append(id, { messages: messagesOf(2) })
    const place = await places.make()
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

describe('the removal from Redis', () => {
  it('says the same to a call that is repeated, and takes only the copy with the claim', async () => {
    await using target = await startStandalone()
    const store = createStore(configOf(target.address))
    const admin = await openStoreAdmin(configOf(target.address), { maxOps: 1000, signal })
    const mine = store.forOwner(OWNER)
    const { id, revision } = (await mine.start()).conversation
    const { moves } = admin.forOwner(OWNER)
    expect(await moves.moveOut(id, revision, 'a')).toBe('changed')
    expect(await moves.claim(id, 'a')).toBe(true)
    expect(await moves.claim(id, 'b')).toBe(true)
    expect(await moves.moveOut(id, revision, 'a')).toBe('changed')
    expect(await moves.state(id, 'a')).toBe('obsolete')
    expect(await moves.moveOut(id, revision, 'b')).toBe('moved')
    expect(await moves.moveOut(id, revision, 'b')).toBe('moved')
    expect(await moves.state(id, 'b')).toBe('moved')
    expect(await moves.claim(id, 'c')).toBe(false)
    await moves.forget(id, 'c')
    expect(await moves.state(id, 'b')).toBe('moved')
    await moves.forget(id, 'b')
    expect(await moves.state(id, 'b')).toBe('unknown')
    expect(await moves.moveOut(id, revision, 'b')).toBe('gone')
    admin.close()
    await store.close()
  })

  it('leaves what is young, what changed since, and what a run works on', async () => {
    await using target = await startStandalone()
    await using places = await ARCHIVES[0][1]()
    const config = configOf(target.address)
    const store = createStore(config)
    const admin = await openStoreAdmin(config, { maxOps: 1000, signal })
    const mine = store.forOwner(OWNER)
    const { moves } = admin.forOwner(OWNER)
    const { id, revision } = (await mine.start()).conversation
    await moves.claim(id, 'a')
    await mine.append(id, { messages: messagesOf(1) })
    expect(await moves.moveOut(id, revision, 'a')).toBe('changed')
    await mine.runs(id).begin({ content: { type: 'text', text: 'a' } })
    const current = (await mine.get(id)).revision
    expect(await moves.moveOut(id, current, 'a')).toBe('changed')
    const { place, store: objects } = await places.make()
    const archive = ['archive', '--to', place, '--older-than']
    expect((await threadkeep([...archive, '1m'], config)).out).toMatch(/^0 conversations/)
    expect((await threadkeep([...archive, '0m'], config)).out).toContain('1 changed meanwhile')
    expect(await namesIn(objects)).toEqual([])
    expect((await mine.messages(id)).items).toHaveLength(3)
    await mine.delete(id)
    expect(await moves.moveOut(id, current, 'a')).toBe('gone')
    admin.close()
    await store.close()
  })
})

it('an archive is opened only where there is one', async () => {
  await using places = await ARCHIVES[0][1]()
  const { place, credentials } = await places.make()
  const io = { archiveCredentials: () => credentials, signal }
  await expect(openArchive(place, io)).rejects.toThrow('there is no archive at')
})
