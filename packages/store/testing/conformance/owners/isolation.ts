import { randomUUID } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { InvalidInputError } from '../../../src/errors.ts'
import { HOSTILE_IDS } from '../support/owners.ts'
import { rejectionOf } from '../support/rejections.ts'
import { text, UNKNOWN_ID } from '../support/samples.ts'
import { type ConformanceTarget, newOwner, useStore } from '../support/target.ts'

/** Every method that takes an id. */
const BY_ID: [string, (mine: OwnerConversations, id: string) => Promise<unknown>][] = [
  ['get', (mine, id) => mine.get(id)],
  ['append', (mine, id) => mine.append(id, { messages: [text('x')] })],
  [
    'append on a revision',
    (mine, id) => mine.append(id, { messages: [text('x')], expectedRevision: 1 }),
  ],
  [
    'append with the key of another',
    (mine, id) => mine.append(id, { messages: [text('theirs')], idempotencyKey: 'k' }),
  ],
  ['getAppendResult', (mine, id) => mine.getAppendResult(id, 'k')],
  ['messages', (mine, id) => mine.messages(id)],
  ['messages after', (mine, id) => mine.messages(id, { afterSeq: 0 })],
  ['setStatus', (mine, id) => mine.setStatus(id, 'archived')],
  ['setStatus to what it has', (mine, id) => mine.setStatus(id, 'active')],
  ['update', (mine, id) => mine.update(id, { title: 'x' })],
  ['update on a revision', (mine, id) => mine.update(id, { title: 'x' }, { expectedRevision: 99 })],
  ['delete', (mine, id) => mine.delete(id)],
  ['truncate', (mine, id) => mine.truncate(id, { afterSeq: 0 })],
  ['redact', (mine, id) => mine.redact(id, 1)],
  ['runs.begin', (mine, id) => mine.runs(id).begin({ content: text('x').content })],
  [
    'runs.begin in place of another',
    (mine, id) => mine.runs(id).begin({ content: text('x').content, replaces: 1 }),
  ],
  ['replace', (mine, id) => mine.append(id, { messages: [text('x')], replaces: 1 })],
  ['runs.regenerate', (mine, id) => mine.runs(id).regenerate()],
  ['runs.newest', (mine, id) => mine.runs(id).newest()],
  ['runs.stop', (mine, id) => mine.runs(id).stop()],
  ['runs.takeOver', (mine, id) => mine.runs(id).takeOver('restart')],
]

export function isolationTests(target: ConformanceTarget): void {
  describe('isolation', () => {
    const { store, newClient } = useStore(target)

    it.each(BY_ID)(
      "%s treats another user's id exactly as it treats an unknown one",
      async (_name, call) => {
        const owner = newOwner()
        const theirs = store().forOwner(owner)
        const { id } = (await theirs.start({ externalId: 'agent-1' })).conversation
        await theirs.append(id, { messages: [text('theirs')], idempotencyKey: 'k' })
        const before = await theirs.messages(id)
        const strangers: Owner[] = [
          newOwner(),
          { ...owner, userId: `${owner.userId}x` },
          { ...owner, tenantId: `${owner.tenantId}x` },
          { tenantId: owner.userId, userId: owner.tenantId },
          { ...owner, userId: owner.userId.toUpperCase() },
        ]
        for (const stranger of strangers) {
          const mine = store().forOwner(stranger)
          const unknown = await rejectionOf(call(mine, UNKNOWN_ID))
          const foreign = await rejectionOf(call(mine, id))
          expect(foreign).toStrictEqual(unknown)
          expect(foreign).toMatchObject({ reason: 'CONVERSATION_NOT_FOUND' })
          expect(JSON.stringify(foreign)).toBe(JSON.stringify(unknown))
          expect(await mine.list()).toStrictEqual({ items: [], nextCursor: null })
          await expect(mine.findByExternalId('agent-1')).rejects.toStrictEqual(unknown)
        }
        expect(await theirs.messages(id)).toStrictEqual(before)
        expect(await theirs.get(id)).toMatchObject({ revision: 2, status: 'active', title: null })
      },
    )

    it('keeps every pair of hostile owners apart', async () => {
      const owners = hostileOwners()
      const ids = new Map<string, Owner>()
      for (const owner of owners) {
        const mine = store().forOwner(owner)
        const { conversation, replayed } = await mine.start({
          metadata: { ...owner },
          externalId: 'same',
          idempotencyKey: 'same',
        })
        expect(replayed).toBe(false)
        await mine.append(conversation.id, { messages: [text(owner.userId)] })
        ids.set(conversation.id, owner)
      }
      expect(ids.size).toBe(owners.length)
      for (const [id, owner] of ids) {
        const mine = store().forOwner(owner)
        const expected = { id, ...owner, metadata: owner, messageCount: 1 }
        expect((await mine.list()).items).toMatchObject([expected])
        expect(await mine.findByExternalId('same')).toMatchObject(expected)
        const { items } = await mine.messages(id)
        expect(items.map((message) => message.content)).toStrictEqual([text(owner.userId).content])
      }
    })

    it('erases one hostile owner and touches no other', async () => {
      const owners = hostileOwners()
      for (const owner of owners) await store().forOwner(owner).start()
      for (const [index, owner] of owners.entries()) {
        const erased = await store().forOwner(owner).erase()
        expect(erased).toStrictEqual({ conversations: 1, messages: 0 })
        const next = owners[index + 1]
        if (next === undefined) continue
        expect((await store().forOwner(next).list()).items).toHaveLength(1)
      }
    })

    it('does not let a caller change the owner afterwards', async () => {
      const owner = newOwner()
      const mine = store().forOwner(owner)
      const { conversation } = await mine.start()
      const original = { ...owner }
      owner.userId = 'somebody else'
      expect((await mine.list()).items).toMatchObject([{ id: conversation.id, ...original }])
      expect((await store().forOwner(original).list()).items).toHaveLength(1)
    })

    it('holds for one owner in many clients', async () => {
      const owner = newOwner()
      const { id } = (await store().forOwner(owner).start()).conversation
      expect(
        (
          await store()
            .forOwner({ ...owner })
            .get(id)
        ).id,
      ).toBe(id)
      await expect(newClient().get(id)).rejects.not.toBeInstanceOf(InvalidInputError)
    })
  })
}

/** Every hostile id as a user, as part of a tenant, and with a separator moved between the two. */
function hostileOwners(): Owner[] {
  const run = randomUUID()
  return HOSTILE_IDS.flatMap((id) => [
    { tenantId: run, userId: id },
    { tenantId: `${run}${id}`, userId: 'a' },
    { tenantId: `${run}:${id}`, userId: 'x' },
    { tenantId: run, userId: `${id}:x` },
  ]).filter(({ tenantId, userId }) => tenantId.length <= 1000 && userId.length <= 1000)
}
