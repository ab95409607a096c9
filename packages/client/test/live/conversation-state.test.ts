import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyMessages,
  type ConversationEvent,
  INITIAL_STATE,
  isMissingNewer,
} from '../../src/index.ts'
import {
  ASKED,
  anyCuts,
  anyText,
  apply,
  delta,
  QUESTION,
  RUNNING,
  runId,
  split,
} from '../support/live-events.ts'
import { conversationOf, messageOf } from '../support/live-values.ts'

test('a message that is redacted loses its content, and does not get it back', () => {
  const redacted = { ...QUESTION, content: { type: 'redacted' } } as const
  const state = apply([...ASKED, { type: 'message', message: redacted }])
  expect(state.messages).toEqual([redacted])
  expect(apply(ASKED, state)).toEqual(state)
})

test('events that are applied a second time change nothing', () => {
  fc.assert(
    fc.property(anyText, anyCuts, fc.nat(20), (text, cuts, from) => {
      const events: ConversationEvent[] = [
        ...ASKED,
        ...split('void', cuts),
        { type: 'restarted', runId, attempt: 2 },
        ...split(text, cuts, 2),
        { type: 'message', message: messageOf(2, 'assistant', text) },
        { type: 'conversation', conversation: conversationOf(2) },
        { type: 'run', run: { ...RUNNING, attempt: 2, status: 'completed' } },
      ]
      const state = apply(events)
      expect(apply(events.slice(from % events.length), state)).toEqual(state)
    }),
  )
})

describe('messages', () => {
  const all = Array.from({ length: 12 }, (_, index) => messageOf(index + 1, 'user', `${index}`))

  test('are all there once what is missing was read, whatever came first', () => {
    const events = fc.constantFrom('page', 'watch')
    fc.assert(
      fc.property(
        fc.array(events),
        fc.nat(12),
        fc.integer({ min: 1, max: 5 }),
        (order, seen, size) => {
          let state = apply([{ type: 'conversation', conversation: conversationOf(seen) }])
          let stored = seen
          for (const source of order) {
            if (source === 'watch') {
              const message = all[stored]
              if (message === undefined) continue
              stored += 1
              state = apply(
                [
                  { type: 'message', message },
                  { type: 'conversation', conversation: conversationOf(stored) },
                ],
                state,
              )
            } else {
              const end = state.isStale ? stored : (state.messages.at(-1)?.seq ?? 0) + size
              state = applyMessages(
                state,
                all.slice(Math.max(0, end - size), Math.min(end, stored)),
              )
            }
          }
          while (state.isStale || isMissingNewer(state)) {
            const last = state.isStale
              ? Math.max(0, stored - size)
              : (state.messages.at(-1)?.seq ?? 0)
            state = applyMessages(state, all.slice(last, Math.min(last + size, stored)))
          }
          const first = state.messages[0]?.seq ?? stored + 1
          expect(state.messages).toEqual(all.slice(first - 1, stored))
          expect(state.messages.length > 0 || stored === 0).toBe(true)
        },
      ),
    )
  })

  test('older than what is known go in front of it', () => {
    const state = applyMessages(applyMessages(INITIAL_STATE, all.slice(6)), all.slice(2, 6))
    expect(state.messages).toEqual(all.slice(2))
  })

  test('that were removed go, also from a page that was read before', () => {
    const known = applyMessages(INITIAL_STATE, all)
    const state = apply([{ type: 'removed', afterSeq: 3 }], known)
    expect(state.messages).toEqual(all.slice(0, 3))
    const other = messageOf(4, 'user', 'another')
    const after = apply([{ type: 'message', message: other }], state)
    expect(applyMessages(after, all.slice(0, 4)).messages).toEqual([...all.slice(0, 3), other])
  })

  test('take their run with them', () => {
    const state = apply([...ASKED, delta(0, 'Her'), { type: 'removed', afterSeq: 0 }])
    expect(state).toMatchObject({ messages: [], run: null, reply: null })
  })
})

test('a reset voids all that is known, and what follows it is taken', () => {
  const state = apply([...ASKED, delta(0, 'Her'), { type: 'reset' }])
  expect(state).toEqual(INITIAL_STATE)
  const conversation = { ...conversationOf(0), revision: 1 }
  expect(apply([{ type: 'conversation', conversation }], state).conversation).toEqual(conversation)
})

test('an older conversation does not take the place of a newer one', () => {
  const newer = conversationOf(3)
  const state = apply([{ type: 'conversation', conversation: newer }])
  expect(apply([{ type: 'conversation', conversation: conversationOf(2) }], state)).toBe(state)
})

test('a message that does not follow what was read is missing, not the first', () => {
  const read = applyMessages(INITIAL_STATE, [])
  const events: ConversationEvent[] = [
    { type: 'conversation', conversation: conversationOf(2) },
    { type: 'message', message: messageOf(2, 'assistant', 'Here.') },
  ]
  const state = apply(events, read)
  expect(state.messages).toEqual([])
  expect(isMissingNewer(state)).toBe(true)

  const window = applyMessages(INITIAL_STATE, [messageOf(9, 'user', 'And now?')])
  expect(apply([{ type: 'removed', afterSeq: 0 }], window).isStale).toBe(false)
  expect(apply([{ type: 'removed', afterSeq: 4 }], window).isStale).toBe(true)
})
