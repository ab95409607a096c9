import { expect } from 'vitest'
import { MessagesRemovedError } from '../../src/errors.ts'
import { texts } from '../../testing/conformance/support/samples.ts'
import type { HistoryContext } from './history-context.ts'

const REDACTED = { type: 'redacted' } as const

/** Changes of messages, and what each must return. */
export function createMessageChanges(context: HistoryContext) {
  const { history, remembered, stored } = context
  return { append, repeat, redact }

  async function append(count: number, replaces?: number): Promise<void> {
    const idempotencyKey = `append ${context.keys++}`
    const call = () =>
      history.mine.append(history.id, {
        messages: texts(count, idempotencyKey),
        idempotencyKey,
        replaces,
      })
    const { conversation, messages, replayed } = await call()
    expect(replayed).toBe(false)
    remembered.push({ ids: messages.map((message) => message.id), repeat: call })
    const kept = history.messages.slice(0, replaces === undefined ? undefined : replaces - 1)
    stored(conversation.revision, [...kept, ...messages])
  }

  /** Neither applied again, nor does it return what was removed. */
  async function repeat(which: number): Promise<void> {
    const append = remembered[which % Math.max(remembered.length, 1)]
    if (append === undefined) return
    const left = history.messages.filter((message) => append.ids.includes(message.id))
    if (left.length < append.ids.length) {
      await expect(append.repeat()).rejects.toThrow(MessagesRemovedError)
    } else {
      expect(await append.repeat()).toMatchObject({ replayed: true, messages: left })
    }
  }

  async function redact(seq: number): Promise<void> {
    const message = await history.mine.redact(history.id, seq)
    const before = history.messages[seq - 1]
    expect(message).toStrictEqual({ ...before, content: REDACTED })
    if (before?.content.type === 'redacted') return
    history.removals += 1
    if (history.run !== null && history.run.run.status !== 'running') history.run.hasPieces = false
    stored(history.revision + 1, history.messages.with(seq - 1, message))
  }
}
