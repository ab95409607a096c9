import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyConversationEvent,
  applyMessages,
  type ConversationEvent,
  type ConversationState,
  INITIAL_STATE,
  isMissingNewer,
} from '../../src/index.ts'
import { conversationOf, messageOf, runOf } from '../support/live-values.ts'

const QUESTION = messageOf(1, 'user', 'Where is it?')
const RUNNING = runOf(QUESTION.id)
const runId = QUESTION.id

function apply(events: readonly ConversationEvent[], from: ConversationState = INITIAL_STATE) {
  return events.reduce(applyConversationEvent, from)
}

/** In mid-run: the question is stored, and nothing is said yet. */
const ASKED: ConversationEvent[] = [
  { type: 'message', message: QUESTION },
  { type: 'run', run: RUNNING },
  { type: 'conversation', conversation: conversationOf(1) },
]

const delta = (offset: number, text: string, attempt = 1): ConversationEvent => ({
  type: 'delta',
  runId,
  attempt,
  offset,
  text,
})

/** The text in pieces that begin at the given places. */
function split(text: string, cuts: readonly number[], attempt = 1): ConversationEvent[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1))])].sort(
    (a, b) => a - b,
  )
  return places.map((start, at) => delta(start, text.slice(start, places[at + 1]), attempt))
}

const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
const anyCuts = fc.array(fc.nat(200), { maxLength: 12 })

describe('the reply being written', () => {
  test('is the same text however it was split', () => {
    fc.assert(
      fc.property(anyText, anyCuts, (text, cuts) => {
        const state = apply([...ASKED, ...split(text, cuts)])
        expect(state.reply).toEqual({ text, status: null })
      }),
    )
  })

  test('is the same when a watch is opened again in the middle, and tells of it from the start', () => {
    fc.assert(
      fc.property(anyText, anyCuts, anyCuts, fc.nat(12), (text, cuts, others, at) => {
        const before = split(text, cuts).slice(0, at)
        const again = [...ASKED.slice(1), ...split(text, others)]
        expect(apply([...ASKED, ...before, ...again]).reply?.text).toBe(text)
      }),
    )
  })

  test('of an attempt that was restarted is void, whatever of it still arrives', () => {
    fc.assert(
      fc.property(anyText, anyText, anyCuts, fc.nat(12), (first, second, cuts, late) => {
        const void_ = split(first, cuts)
        const events = [
          ...ASKED,
          ...void_,
          { type: 'restarted', runId, attempt: 2 } as const,
          ...void_.slice(late % void_.length),
          ...split(second, cuts, 2),
        ]
        const { reply, run } = apply(events)
        expect(reply?.text).toBe(second)
        expect(run?.attempt).toBe(2)
      }),
    )
  })

  test('is never shown with a hole in it', () => {
    const state = apply([...ASKED, delta(0, 'one '), delta(9, 'three')])
    expect(state.reply).toBeNull()
    expect(apply([delta(14, ' four')], state).reply).toBeNull()
  })

  test('has the newest status until more is said', () => {
    const searching = { type: 'status', runId, text: 'Searching...' } as const
    const state = apply([...ASKED, delta(0, 'Hm. '), searching])
    expect(state.reply).toEqual({ text: 'Hm. ', status: 'Searching...' })
    expect(apply([delta(4, 'Here.')], state).reply).toEqual({ text: 'Hm. Here.', status: null })
  })

  test('gives way to the messages that it was stored as, before the run is said to have ended', () => {
    const reply = messageOf(2, 'assistant', 'Here.')
    const state = apply([...ASKED, delta(0, 'Here.'), { type: 'message', message: reply }])
    expect(state.reply).toBeNull()
    expect(state.messages).toEqual([QUESTION, reply])
    const run = { ...RUNNING, status: 'completed', endedAt: reply.createdAt } as const
    expect(apply([{ type: 'run', run }], state)).toEqual({ ...state, run })
  })

  test('gives way when a page that was read has them', () => {
    const reply = messageOf(2, 'assistant', 'Here.')
    const state = applyMessages(apply([...ASKED, delta(0, 'Here.')]), [QUESTION, reply])
    expect(state.reply).toBeNull()
  })

  test('stays while others than the assistant write', () => {
    const note = messageOf(2, 'system', 'Ada joined.')
    const state = apply([...ASKED, delta(0, 'Her'), { type: 'message', message: note }])
    expect(apply([delta(3, 'e.')], state).reply?.text).toBe('Here.')
  })

  test('ends with its run, stopped, failed or interrupted', () => {
    for (const end of [
      { status: 'stopped' },
      { status: 'failed', reason: 'AGENT_FAILED' },
      { status: 'failed', reason: 'INTERRUPTED' },
    ] as const) {
      const run = { ...RUNNING, ...end, endedAt: QUESTION.createdAt }
      const state = apply([...ASKED, delta(0, 'Her'), { type: 'run', run }])
      expect(state).toMatchObject({ run, reply: null })
    }
  })
})

test('a reply that is regenerated is shown as it is written, though its run has the same id', () => {
  const run = { ...RUNNING, startedAt: '2027-01-01T00:00:00.000Z' }
  const done = { ...RUNNING, status: 'completed' } as const
  const state = apply([
    ...ASKED,
    { type: 'message', message: messageOf(2, 'assistant', 'Here.') },
    { type: 'run', run: done },
    { type: 'removed', afterSeq: 1 },
    { type: 'run', run },
    delta(0, 'There'),
  ])
  expect(state).toMatchObject({ messages: [QUESTION], run, reply: { text: 'There' } })
  expect(apply([{ type: 'run', run: done }], state)).toEqual(state)
})

test('a message that is redacted loses its content, and does not get it back', () => {
  const redacted = { ...QUESTION, content: { type: 'redacted' } } as const
  const state = apply([...ASKED, { type: 'message', message: redacted }])
  expect(state.messages).toEqual([redacted])
  expect(apply(ASKED, state)).toEqual(state)
})

test('a run that failed without a word and is asked again is running', () => {
  const failed = { ...RUNNING, status: 'failed', reason: 'AGENT_FAILED' } as const
  const again: ConversationEvent[] = [{ type: 'restarted', runId, attempt: 2 }, delta(0, 'Here', 2)]
  const { run, reply } = apply([...ASKED, { type: 'run', run: failed }, ...again])
  expect(run).toEqual({ ...RUNNING, attempt: 2 })
  expect(reply?.text).toBe('Here')
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

test('a message that was redacted is shown without its content, however often it is told', () => {
  const known = apply(ASKED)
  const redacted: ConversationEvent = {
    type: 'message',
    message: { ...QUESTION, content: { type: 'redacted' } },
  }
  const state = apply([redacted], known)
  expect(state.messages).toEqual([redacted.message])
  expect(apply([redacted, { type: 'message', message: QUESTION }], state)).toBe(state)
})

test('a reply that is regenerated is shown as it is written', () => {
  const again = { ...RUNNING, startedAt: '2999-01-01T00:00:00.000Z' }
  const ended: ConversationEvent[] = [
    { type: 'message', message: messageOf(2, 'assistant', 'There.') },
    { type: 'run', run: { ...RUNNING, status: 'completed', endedAt: RUNNING.startedAt } },
    { type: 'removed', afterSeq: 1 },
    { type: 'run', run: again },
    delta(0, 'Here.'),
  ]
  expect(apply([...ASKED, ...ended])).toMatchObject({ run: again, reply: { text: 'Here.' } })
})
