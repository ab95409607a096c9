import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyMessages, type ConversationEvent } from '../../src/index.ts'
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
import { messageOf } from '../support/live-values.ts'

describe('the reply being written', () => {
  test('is the same text however it was split', () => {
    fc.assert(
      fc.property(anyText, anyCuts, (text, cuts) => {
        const state = apply([...ASKED, ...split(text, cuts)])
        expect(state.reply).toEqual({ text, status: null })
      }),
    )
  })

  test('is the same when a watch is opened again in the middle, and sends it from the start', () => {
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

test('a run that failed without a word and is asked again is running', () => {
  const failed = { ...RUNNING, status: 'failed', reason: 'AGENT_FAILED' } as const
  const again: ConversationEvent[] = [{ type: 'restarted', runId, attempt: 2 }, delta(0, 'Here', 2)]
  const { run, reply } = apply([...ASKED, { type: 'run', run: failed }, ...again])
  expect(run).toEqual({ ...RUNNING, attempt: 2 })
  expect(reply?.text).toBe('Here')
})
