import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { StoreUnavailableError } from '../../../src/errors.ts'
import { rejectionOf } from '../support/rejections.ts'
import { text } from '../support/samples.ts'
import { type ConformanceTarget, DEFAULT_SETTINGS, newOwner } from '../support/target.ts'

const NEVER = { signal: new AbortController().signal }

/** Every method of the port, with arguments that are good. */
const METHODS: [
  keyof OwnerConversations,
  (mine: OwnerConversations, id: string) => Promise<unknown>,
][] = [
  ['start', (mine) => mine.start()],
  ['get', (mine, id) => mine.get(id)],
  ['append', (mine, id) => mine.append(id, { messages: [text('a')] })],
  ['getAppendResult', (mine, id) => mine.getAppendResult(id, 'k')],
  ['messages', (mine, id) => mine.messages(id)],
  ['list', (mine) => mine.list()],
  ['setStatus', (mine, id) => mine.setStatus(id, 'archived')],
  ['update', (mine, id) => mine.update(id, { title: 'a' })],
  ['findByExternalId', (mine) => mine.findByExternalId('agent-1')],
  ['delete', (mine, id) => mine.delete(id)],
  ['truncate', (mine, id) => mine.truncate(id, { afterSeq: 0 })],
  ['redact', (mine, id) => mine.redact(id, 1)],
  ['erase', (mine) => mine.erase()],
  ['runs', (mine, id) => mine.runs(id).newest()],
  ['changes', async (mine) => mine.changes(NEVER)[Symbol.asyncIterator]().next()],
  ['export', async (mine) => mine.export()[Symbol.asyncIterator]().next()],
]

export function closingTests(target: ConformanceTarget): void {
  describe('health and close', () => {
    it('is healthy while open', async () => {
      const store = await target.create(DEFAULT_SETTINGS)
      await store.forOwner(newOwner()).start()
      const health = await store.health()
      expect(health).toMatchObject({ status: 'healthy', checkedAt: expect.stringMatching(/Z$/) })
      await store.close()
    })

    it('rejects every method once closed, as not applied', async () => {
      const store = await target.create(DEFAULT_SETTINGS)
      const mine = store.forOwner(newOwner())
      const { id } = (await mine.start({ externalId: 'agent-1' })).conversation
      await store.close()
      for (const [name, call] of METHODS) {
        for (const hand of [mine, store.forOwner(newOwner())]) {
          const error = await rejectionOf(call(hand, id))
          expect(error, name).toBeInstanceOf(StoreUnavailableError)
          expect(error, name).toMatchObject({ reason: 'STORE_UNAVAILABLE', outcome: 'not_applied' })
        }
      }
      expect(METHODS.map(([name]) => name).sort()).toStrictEqual(Object.keys(mine).sort())
    })

    it('reports itself unhealthy once closed, and may be closed again', async () => {
      const store = await target.create(DEFAULT_SETTINGS)
      await store.close()
      await store.close()
      const asked = performance.now()
      expect(await store.health()).toMatchObject({ status: 'unhealthy', latencyMs: null })
      expect(performance.now() - asked, 'waited for what cannot come').toBeLessThan(3000)
    })

    it('settles what was under way when it is closed', async () => {
      const store = await target.create(DEFAULT_SETTINGS)
      const mine = store.forOwner(newOwner())
      const { id } = (await mine.start()).conversation
      const work = Array.from({ length: 50 }, () => mine.append(id, { messages: [text('a')] }))
      const closing = performance.now()
      const [settled] = await Promise.all([Promise.allSettled(work), store.close()])
      expect(performance.now() - closing, 'waited for what cannot come').toBeLessThan(3000)
      for (const result of settled) {
        if (result.status === 'rejected')
          expect(result.reason).toBeInstanceOf(StoreUnavailableError)
      }
      expect(settled).toHaveLength(50)
    })
  })
}
