import type { Conversation, Message } from '@threadkeep/shared'
import { expect } from 'vitest'
import { withoutAccessTime } from './samples.ts'

/** One change that a store acknowledged, and when its caller began and ended to wait for it. */
export interface Acknowledged {
  kind: 'append' | 'update' | 'setStatus'
  conversation: Conversation
  messages: Message[]
  began: number
  ended: number
}

/**
 * Checks that acknowledged changes have one legal order. Every reply carries a revision, so the
 * order is told, not searched for: each step from one revision to the next must be exactly one
 * change, made on the state that the one before left.
 */
export function expectOneOrder(start: Conversation, history: readonly Acknowledged[]): void {
  const steps = byRevision(start, history)
  let before = start
  let latestBegin = Number.NEGATIVE_INFINITY
  for (let revision = start.revision + 1; revision <= start.revision + steps.size; revision++) {
    const step = steps.get(revision) ?? expect.fail(`nothing was acknowledged as ${revision}`)
    expectStep(before, step)
    // What was over before another change began must come before it.
    expect(step.ended, `revision ${revision} came too late`).toBeGreaterThanOrEqual(latestBegin)
    latestBegin = Math.max(latestBegin, step.began)
    before = step.conversation
  }
}

/** The change behind each revision. Setting a status to what it is repeats a revision, unchanged. */
function byRevision(
  start: Conversation,
  history: readonly Acknowledged[],
): Map<number, Acknowledged> {
  const steps = new Map<number, Acknowledged>()
  const changesFirst = [...history].sort((a, b) => rank(a) - rank(b) || a.ended - b.ended)
  for (const step of changesFirst) {
    const { conversation } = step
    const known = steps.get(conversation.revision)?.conversation
    const same = conversation.revision === start.revision ? start : known
    if (same === undefined) steps.set(conversation.revision, step)
    else {
      expect(step.kind, `revision ${conversation.revision} was given twice`).toBe('setStatus')
      expect(withoutAccessTime(conversation)).toStrictEqual(withoutAccessTime(same))
    }
  }
  return steps
}

function rank({ kind }: Acknowledged): number {
  return kind === 'setStatus' ? 1 : 0
}

function expectStep(before: Conversation, { kind, conversation, messages }: Acknowledged): void {
  const after = { ...before, ...timesOf(conversation), revision: before.revision + 1 }
  expect(conversation.updatedAt > before.updatedAt).toBe(true)
  if (kind === 'append') {
    expect(before.status).toBe('active')
    expect(messages.map((message) => message.seq)).toStrictEqual(
      messages.map((_, index) => before.messageCount + 1 + index),
    )
    after.messageCount += messages.length
    after.lastMessagePreview = conversation.lastMessagePreview
  } else if (kind === 'update') {
    after.title = conversation.title
    after.metadata = conversation.metadata
  } else {
    expect(conversation.status).not.toBe(before.status)
    after.status = conversation.status
  }
  expect(conversation).toStrictEqual(after)
}

function timesOf({ updatedAt, lastAccessedAt, expiresAt }: Conversation) {
  return { updatedAt, lastAccessedAt, expiresAt }
}
