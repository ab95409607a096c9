import { type Conversation, STATUSES } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { allPages } from '../support/all-pages.ts'
import { startApart, untilLater } from '../support/clock.ts'
import { ids, inOrder } from '../support/order.ts'
import { startMany, text, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useStore } from '../support/target.ts'

export function listTests(target: ConformanceTarget): void {
  describe('list', () => {
    const { newClient } = useStore(target)

    it('is one empty page for a new owner', async () => {
      const empty = { items: [], nextCursor: null }
      expect(await newClient().list()).toStrictEqual(empty)
      for (const status of STATUSES) expect(await newClient().list({ status })).toStrictEqual(empty)
    })

    it('shows each conversation as get does', async () => {
      const mine = newClient()
      const { conversation } = await mine.start({ title: 'Mine', metadata: { a: [null, {}] } })
      await mine.append(conversation.id, { messages: [text('hello')] })
      const { items } = await mine.list()
      const [item] = items
      expect(items).toHaveLength(1)
      expect(item && withoutAccessTime(item)).toStrictEqual(
        withoutAccessTime(await mine.get(conversation.id)),
      )
    })

    it('puts the conversation changed last first', async () => {
      const mine = newClient()
      const started = await startApart(mine, 3)
      const [first = '', second = '', third = ''] = started.map((item) => item.id)
      expect(await listed(mine)).toStrictEqual([third, second, first])
      await mine.append(first, { messages: [text('up')] })
      expect(await listed(mine)).toStrictEqual([first, third, second])
      await untilLater(mine, first)
      await mine.setStatus(second, 'archived')
      expect(await listed(mine)).toStrictEqual([second, first, third])
      await untilLater(mine, second)
      await mine.update(third, { metadata: { moved: true } })
      expect(await listed(mine)).toStrictEqual([third, second, first])
    })

    it('is not reordered by reading, nor by a change that changes nothing', async () => {
      const mine = newClient()
      const [first] = await startApart(mine, 3)
      const before = await mine.list()
      const id = first?.id ?? ''
      await mine.get(id)
      await mine.messages(id)
      await mine.setStatus(id, 'active')
      const after = await mine.list()
      expect(after.items.map(withoutAccessTime)).toStrictEqual(before.items.map(withoutAccessTime))
    })

    it.each([
      [undefined, 20],
      [1, 1],
      [7, 7],
      [100, 100],
    ])('limit %s gives full pages of %i and no empty one', async (limit, size) => {
      const mine = newClient()
      const started = await startMany(mine, 40)
      const pages = await allPages(mine, { limit })
      for (const page of pages.slice(0, -1)) expect(page).toHaveLength(size)
      expect(pages).toHaveLength(Math.ceil(started.length / size))
      expect(inOrder(pages.flat())).toStrictEqual(inOrder(started))
      expect(pages.flat()).toStrictEqual(inOrder(pages.flat()))
    })

    it('orders equal times by id descending and cuts pages between them', async () => {
      const mine = newClient()
      const started: Conversation[] = []
      while (new Set(started.map((item) => item.updatedAt)).size === started.length) {
        const racing = await Promise.all(Array.from({ length: 30 }, () => mine.start()))
        started.push(...racing.map((result) => result.conversation))
      }
      for (const limit of [1, 2, 3]) {
        const seen = (await allPages(mine, { limit })).flat()
        expect(seen.map((item) => item.id)).toStrictEqual(inOrder(started).map((item) => item.id))
      }
    })

    it('filters by status without a short page', async () => {
      const mine = newClient()
      const started = await startMany(mine, 30)
      for (const [index, { id }] of started.entries()) {
        await mine.setStatus(id, STATUSES[index % 3] ?? 'active')
      }
      for (const [offset, status] of STATUSES.entries()) {
        const pages = await allPages(mine, { status, limit: 5 })
        expect(pages.map((page) => page.length)).toStrictEqual([5, 5])
        expect(new Set(pages.flat().map((item) => item.status))).toStrictEqual(new Set([status]))
        expect(ids(pages.flat())).toStrictEqual(
          ids(started.filter((_, index) => index % 3 === offset)),
        )
      }
    })

    it('moves a conversation from one filter to the other, never into both', async () => {
      const mine = newClient()
      const { conversation } = await mine.start()
      for (const status of ['completed', 'archived', 'active', 'archived', 'completed'] as const) {
        await mine.setStatus(conversation.id, status)
        const found = await Promise.all(
          STATUSES.map(async (filter) => (await mine.list({ status: filter })).items.length),
        )
        expect(found).toStrictEqual(STATUSES.map((filter) => (filter === status ? 1 : 0)))
      }
    })
  })
}

async function listed(mine: OwnerConversations): Promise<string[]> {
  return (await mine.list()).items.map((item) => item.id)
}
