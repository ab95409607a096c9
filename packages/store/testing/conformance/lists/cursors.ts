import { STATUSES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { InvalidCursorError } from '../../../src/errors.ts'
import { inOrder } from '../support/order.ts'
import { startMany, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, newOwner, useStore } from '../support/target.ts'

const INVALID_CURSOR = new InvalidCursorError()

const GARBAGE = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  '{}',
  '[]',
  'e30',
  'e30=',
  'W10',
  'bnVsbA',
  '+inf',
  '(0',
  '(1700000000000',
  '1700000000000',
  '../../etc/passwd',
  '💥',
  '\n',
  '%00',
  'x'.repeat(512),
]

export function cursorsTests(target: ConformanceTarget): void {
  describe('cursors', () => {
    const { store, newClient } = useStore(target)

    it('are rejected when they are not ours', async () => {
      const mine = newClient()
      await startMany(mine, 3)
      for (const cursor of GARBAGE) {
        await expect(mine.list({ cursor }), JSON.stringify(cursor)).rejects.toStrictEqual(
          INVALID_CURSOR,
        )
      }
    })

    it('are rejected when anything was added or cut off', async () => {
      const mine = newClient()
      await startMany(mine, 3)
      const cursor = await cursorOf(mine)
      const halves = [cursor.slice(0, cursor.length / 2), cursor.slice(cursor.length / 2)]
      const added = ['A', '!', ' ', '\n', '='].flatMap((extra) => [cursor + extra, extra + cursor])
      for (const wrong of [...halves, ...added, cursor.slice(1), cursor.slice(0, -1)]) {
        await expect(mine.list({ cursor: wrong }), wrong).rejects.toStrictEqual(INVALID_CURSOR)
      }
    })

    it('are rejected with another filter, and good with their own', async () => {
      const mine = newClient()
      const filters = [undefined, ...STATUSES]
      for (const status of STATUSES) {
        for (const { id } of await startMany(mine, 2)) await mine.setStatus(id, status)
      }
      for (const made of filters) {
        const cursor = await cursorOf(mine, made)
        for (const used of filters) {
          const page = mine.list({ cursor, status: used, limit: 1 })
          if (used === made) expect((await page).items).toHaveLength(1)
          else await expect(page, `${made} as ${used}`).rejects.toStrictEqual(INVALID_CURSOR)
        }
      }
    })

    it("are rejected with another owner's list", async () => {
      const [mine, theirs] = [newClient(), newClient()]
      await startMany(mine, 2)
      await startMany(theirs, 2)
      const cursor = await cursorOf(mine)
      await expect(theirs.list({ cursor })).rejects.toStrictEqual(INVALID_CURSOR)
      expect((await mine.list({ cursor })).items).toHaveLength(1)
    })

    it('are good more than once, and with another page size', async () => {
      const mine = newClient()
      const all = inOrder((await startMany(mine, 3)).map(withoutAccessTime))
      const cursor = await cursorOf(mine)
      for (const limit of [1, 2, 100, 1]) {
        const { items } = await mine.list({ cursor, limit })
        expect(items.map(withoutAccessTime)).toStrictEqual(all.slice(1, 1 + limit))
      }
    })

    it('do not carry the names of their owner', async () => {
      const owner = newOwner()
      const mine = store().forOwner(owner)
      await startMany(mine, 2)
      const decoded = Buffer.from(await cursorOf(mine), 'base64url').toString()
      expect(decoded).not.toContain(owner.tenantId)
      expect(decoded).not.toContain(owner.userId)
    })
  })
}

async function cursorOf(
  mine: OwnerConversations,
  status?: (typeof STATUSES)[number],
): Promise<string> {
  const { nextCursor } = await mine.list({ limit: 1, status })
  if (nextCursor === null) throw new Error('There should be a second page.')
  return nextCursor
}
