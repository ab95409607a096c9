import type { Conversation, Message, Status } from '@threadkeep/shared'
import { describe, expect, it } from 'vitest'
import type { OwnerConversations } from '../../../src/conversation-store.ts'
import { ConversationNotActiveError } from '../../../src/errors.ts'
import { type Acknowledged, expectOneOrder } from '../support/history.ts'
import { text, withoutAccessTime } from '../support/samples.ts'
import { type ConformanceTarget, useTwoStores } from '../support/target.ts'

const WORKERS = 25

export function concurrencyTests(target: ConformanceTarget): void {
  describe('many changes at once', () => {
    const { twoClients } = useTwoStores(target)

    it('500 appends with renames and status changes keep one order and lose nothing', async () => {
      const hand = twoClients()
      const start = (await hand(0).start({ title: 'start' })).conversation
      const { id } = start
      const history: Acknowledged[] = []

      await Promise.all(range(WORKERS).map((worker) => work(hand(worker), worker)))

      expectOneOrder(start, history)
      const appended = history.filter((step) => step.kind === 'append')
      expect(appended).toHaveLength(500)
      expect(history.filter((step) => step.kind === 'update')).toHaveLength(100)
      const last = history.reduce((a, b) => (newer(b, a) ? b : a)).conversation
      expect(last.messageCount).toBe(500)
      expect(withoutAccessTime(await hand(1).get(id))).toStrictEqual(withoutAccessTime(last))
      expect(await allMessages(hand(0), id)).toStrictEqual(
        appended.flatMap((step) => step.messages).sort((a, b) => a.seq - b.seq),
      )

      async function work(mine: OwnerConversations, worker: number): Promise<void> {
        for (const round of range(20)) {
          const title = `worker ${worker}, round ${round}`
          if (round % 5 === 0) await record('update', () => mine.update(id, { title }).then(only))
          if (round % 10 === worker % 10) await setStatus(mine, 'completed')
          while (!(await append(mine, title))) await setStatus(mine, 'active')
        }
      }

      function setStatus(mine: OwnerConversations, status: Status): Promise<void> {
        return record('setStatus', () => mine.setStatus(id, status).then(only))
      }

      async function append(mine: OwnerConversations, title: string): Promise<boolean> {
        try {
          const input = { messages: [text(title)], idempotencyKey: title }
          await record('append', () => mine.append(id, input))
          return true
        } catch (error) {
          expect(error).toStrictEqual(new ConversationNotActiveError('completed'))
          return false
        }
      }

      async function record(
        kind: Acknowledged['kind'],
        change: () => Promise<{ conversation: Conversation; messages: Message[] }>,
      ): Promise<void> {
        const began = performance.now()
        const { conversation, messages } = await change()
        history.push({ kind, conversation, messages, began, ended: performance.now() })
      }
    })
  })
}

function newer(a: Acknowledged, b: Acknowledged): boolean {
  return a.conversation.revision > b.conversation.revision
}

function only(conversation: Conversation): { conversation: Conversation; messages: Message[] } {
  return { conversation, messages: [] }
}

async function allMessages(mine: OwnerConversations, id: string): Promise<Message[]> {
  const messages: Message[] = []
  for (let more = true; more; ) {
    const page = await mine.messages(id, { afterSeq: messages.length, limit: 100 })
    messages.push(...page.items)
    more = page.hasMore
  }
  return messages
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
