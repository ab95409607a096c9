import type { StoreAdmin } from '@threadkeep/store/admin'
import { afterAll, describe, expect, it } from 'vitest'
import { type Archive, openOrCreateArchive } from '../src/archive/archive.ts'
import type { ListedObject } from '../src/archive/archive-store.ts'
import { moveToArchive } from '../src/archive/move.ts'
import { restoreFromArchive } from '../src/archive/restore.ts'
import { settle } from '../src/archive/settle.ts'
import { ARCHIVES, namesIn } from './archive-places.ts'
import { startArchiveWorld } from './archive-world.ts'
import { CutOff, Steps } from './cut-off.ts'
import { messagesOf } from './fill.ts'

const OWNER = { tenantId: 't', userId: 'u' }
const { signal } = new AbortController()

const world = await startArchiveWorld(ARCHIVES[0][1], signal)
afterAll(() => world[Symbol.asyncDispose]())
const { places, admin, store } = world

async function newConversation() {
  const mine = store.forOwner(OWNER)
  const { id } = (await mine.start()).conversation
  await mine.append(id, { messages: messagesOf(1) })
  const { place, credentials } = await places.make()
  const io = { archiveCredentials: () => credentials, signal }
  const archive = await openOrCreateArchive(place, io, undefined)
  return { mine, id, archive, move: (to = archive) => moveToArchive(admin, to, OWNER, id) }
}

/** Leaves the move behind so many steps. */
async function cutOff({ archive, id }: { archive: Archive; id: string }, left: number) {
  const steps = new Steps(left)
  const cut = { ...archive, store: steps.store(archive.store) }
  await expect(moveToArchive(steps.admin(admin), cut, OWNER, id)).rejects.toThrow(CutOff)
}

/** The same archive, with something happening once, just before it does this. */
function before(archive: Archive, what: 'list' | 'read', happen: () => Promise<unknown>): Archive {
  let hasHappened = false
  async function once() {
    if (hasHappened) return
    hasHappened = true
    await happen()
  }
  const { store: objects } = archive
  return {
    ...archive,
    store: {
      ...objects,
      async read(name) {
        if (what === 'read') await once()
        return objects.read(name)
      },
      async *list(beginning) {
        if (what === 'list') await once()
        yield* objects.list(beginning)
      },
    },
  }
}

it('a run that is late removes no copy of a later move', async () => {
  const { mine, id, archive, move } = await newConversation()
  const late = before(archive, 'list', async () => {
    expect(await settle(admin, archive, '')).toEqual([])
    const [name = ''] = await namesIn(archive.store)
    expect(await restoreFromArchive(admin, archive, name)).toBe('restored')
    expect(await move()).toBe('moved')
  })
  expect(await move(late)).toBe('moved')
  const [name = ''] = await namesIn(archive.store)
  expect(await restoreFromArchive(admin, archive, name)).toBe('restored')
  expect((await mine.messages(id)).items).toHaveLength(2)
})

it('a run whose copy another one has removed leaves no mark', async () => {
  const { id, archive, move } = await newConversation()
  const overtaken = before(archive, 'read', async () => {
    await admin.forOwner(OWNER).moves.claim(id, 'other')
    for (const name of await namesIn(archive.store)) {
      if (name.endsWith('.gz')) await archive.store.remove(name)
    }
  })
  expect(await move(overtaken)).toBe('changed')
  expect(await namesIn(archive.store)).toEqual([])
})

it('a copy of another move goes before its mark, without which it would pass for an archived one', async () => {
  const made = await newConversation()
  // Behind the claim and two objects.
  await cutOff(made, 3)
  const names = await namesIn(made.archive.store)
  expect(names).toHaveLength(2)
  const removed: string[] = []
  const { store: objects } = made.archive
  const reversed = {
    ...objects,
    async *list(beginning: string) {
      const listed: ListedObject[] = []
      for await (const each of objects.list(beginning)) listed.push(each)
      yield* listed.sort((a, b) => (a.name < b.name ? 1 : -1))
    },
    async remove(name: string) {
      removed.push(name)
      await objects.remove(name)
    },
  }
  expect(await made.move({ ...made.archive, store: reversed })).toBe('moved')
  expect(removed.filter((name) => names.includes(name))).toEqual(names)
})

it('a move that another run ends meanwhile is not one of which nothing is known', async () => {
  const made = await newConversation()
  // Behind the claim, two objects, the read and the removal from Redis.
  await cutOff(made, 5)
  const beaten: StoreAdmin = {
    ...admin,
    forOwner(owner) {
      const mine = admin.forOwner(owner)
      const state = async (id: string, token: string) => {
        expect(await settle(admin, made.archive, '')).toEqual([])
        return mine.moves.state(id, token)
      }
      return { ...mine, moves: { ...mine.moves, state } }
    },
  }
  expect(await settle(beaten, made.archive, '')).toEqual([])
  expect(await namesIn(made.archive.store)).toHaveLength(1)
})

it('two runs that make an archive at once do not name its objects in two ways', async () => {
  for (let each = 0; each < 10; each += 1) {
    const { place, credentials } = await places.make()
    const io = { archiveCredentials: () => credentials, signal }
    const other = (await places.make()).place
    await Promise.all([1, 2, 3].map(() => openOrCreateArchive(other, io, undefined)))
    const opened = await Promise.allSettled(
      (['plain', 'hashed'] as const).map((paths) => openOrCreateArchive(place, io, paths)),
    )
    const made = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(made).toHaveLength(1)
    const found = await openOrCreateArchive(place, io, undefined)
    expect(found.baseOf(OWNER, 'x')).toBe(made[0]?.baseOf(OWNER, 'x'))
  }
})

describe('a mark that does not tell whose copy it is', () => {
  // Of another owner, in whose name the copy would be removed.
  const marks = ['', '{"tenantId":"t"}', '{"tenantId":"t","userId":"other"}']

  it.each(marks)(
    'is named and left with the copy, and keeps no other from its end: %j',
    async (mark) => {
      const made = await newConversation()
      await cutOff(made, 3)
      const { store: objects } = made.archive
      const left = await namesIn(objects)
      const [name = ''] = left.filter((each) => each.endsWith('.pending'))
      await objects.write(name, Buffer.from(mark))
      const other = admin.forOwner({ ...OWNER, userId: 'other' })
      const snapshot = await admin.forOwner(OWNER).snapshot(made.id)
      await other.importPart({ ...snapshot, before: 0, isLast: true })
      await other.moves.claim(made.id, 'x')
      const { id } = (await made.mine.start()).conversation
      await cutOff({ ...made, id }, 5)

      expect(await settle(admin, made.archive, '')).toEqual([name])
      const names = await namesIn(objects)
      expect(names.filter((each) => each.includes(made.id))).toEqual(left)
      expect(names.filter((each) => each.includes(id))).toHaveLength(1)
    },
  )
})
