import type { Conversation, Page } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { ids } from '../support/order.ts'
import { startMany, text } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'

export function listInMotionTests(target: ConformanceTarget): void {
  describe('list while others change it', () => {
    const { twoClients } = useTwoStores(target)

    it('shows what nobody touches exactly once, in full pages', async () => {
      const hand = twoClients()
      const [mine, theirs] = [hand(0), hand(1)]
      const started = await startMany(mine, 120)
      const moving = started.filter((_, index) => index % 3 !== 0)
      const still = started.filter((_, index) => index % 3 === 0)

      const pages = await walkWhile(mine, { limit: 10 }, async () => {
        await theirs.start({ title: 'new' })
        await theirs.append(take(moving), { messages: [text('touched')] })
        await theirs.update(take(moving), { title: 'renamed' })
        await theirs.setStatus(take(moving), 'archived')
        await theirs.delete(take(moving))
        await theirs.delete(take(moving))
      })
      expectEachOnce(pages, still)
      for (const page of pages.slice(0, -1)) expect(page.items).toHaveLength(10)
      for (const page of pages) if (page.nextCursor !== null) expect(page.items).not.toEqual([])
    })

    it('shows what nobody touches exactly once under a filter', async () => {
      const hand = twoClients()
      const [mine, theirs] = [hand(0), hand(1)]
      const started = await startMany(mine, 60)
      const moving = started.filter((_, index) => index % 2 === 1)
      const still = started.filter((_, index) => index % 2 === 0)

      const pages = await walkWhile(mine, { limit: 7, status: 'active' }, async () => {
        await theirs.setStatus(take(moving), 'completed')
        await theirs.append(take(moving), { messages: [text('touched')] })
        await theirs.delete(take(moving))
      })
      expectEachOnce(pages, still)
      for (const page of pages.slice(0, -1)) expect(page.items).toHaveLength(7)
    })

    it('goes on from a cursor whose conversation was deleted or moved', async () => {
      const hand = twoClients()
      const [mine, theirs] = [hand(0), hand(1)]
      const started = await startMany(mine, 9)
      const first = await mine.list({ limit: 3 })
      const [, middle, last] = first.items.map((item) => item.id)
      await theirs.delete(last ?? '')
      await theirs.append(middle ?? '', { messages: [text('up')] })
      const rest = await mine.list({ limit: 100, cursor: first.nextCursor ?? '' })
      const listedFirst = ids(first.items)
      expect(ids(rest.items)).toStrictEqual(ids(started).filter((id) => !listedFirst.includes(id)))
      expect(rest.nextCursor).toBeNull()
    })

    it('ends when all that was to come is gone', async () => {
      const hand = twoClients()
      const [mine, theirs] = [hand(0), hand(1)]
      await startMany(mine, 6)
      const first = await mine.list({ limit: 3 })
      const listedFirst = ids(first.items)
      for (const { id } of (await mine.list()).items) {
        if (!listedFirst.includes(id)) await theirs.delete(id)
      }
      const rest = await mine.list({ limit: 3, cursor: first.nextCursor ?? '' })
      expect(rest).toStrictEqual({ items: [], nextCursor: null })
    })
  })
}

function expectEachOnce(pages: Page<Conversation>[], untouched: Conversation[]): void {
  const wanted = ids(untouched)
  const seen = ids(pages.flatMap((page) => page.items))
  expect(seen.filter((id) => wanted.includes(id))).toStrictEqual(wanted)
}

/** Reads page by page, with changes made in between. */
async function walkWhile(
  mine: OwnerConversations,
  options: { limit: number; status?: 'active' },
  change: () => Promise<void>,
): Promise<Page<Conversation>[]> {
  const pages: Page<Conversation>[] = []
  for (let cursor: string | undefined | null; cursor !== null; ) {
    const page = await mine.list({ ...options, cursor })
    pages.push(page)
    cursor = page.nextCursor
    if (cursor !== null) await change()
  }
  return pages
}

/** Takes from both ends in turn, so that changes fall before and behind the reader. */
function take(moving: Conversation[]): string {
  const next = moving.length % 2 === 0 ? moving.pop() : moving.shift()
  if (next === undefined) throw new Error('Not enough conversations to move.')
  return next.id
}
