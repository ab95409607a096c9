import { QueryClient } from '@tanstack/react-query'
import { INITIAL_STATE } from '@threadkeep/client'
import { expect, test } from 'vitest'
import type { Message } from '../src/api.ts'
import type { SendMutation } from '../src/client/outbox.ts'
import { MAX_WINDOW, withinWindow } from '../src/live/message-window.ts'
import { toRows } from '../src/messages/list/rows.ts'
import type { Unsent } from '../src/messages/list/use-unsent.ts'

const TIME = '2026-01-01T00:00:00.000Z'
const RUN = { id: 'id 1', status: 'running', attempt: 1, startedAt: TIME, endedAt: null } as const

test('a reply keeps its key when it becomes a message, so that its row stays', () => {
  const messages = [message(1, 'user', 'Where?')]
  const writing = { ...INITIAL_STATE, messages, run: RUN, reply: { text: 'He', status: null } }
  const stored = {
    ...writing,
    messages: [...messages, message(2, 'assistant', 'Here.')],
    reply: null,
  }
  expect(toRows(writing, []).map(({ type }) => type)).toEqual(['message', 'reply'])
  expect(toRows(stored, []).map(({ key }) => key)).toEqual(
    toRows(writing, []).map(({ key }) => key),
  )
})

test('a message that came by the watch before its confirmation is shown once', () => {
  const state = {
    ...INITIAL_STATE,
    messages: [message(7, 'user', 'yes'), message(8, 'user', 'yes')],
  }
  const types = (...items: Unsent[]) => toRows(state, items).map(({ type }) => type)
  const stored = ['message', 'message']
  expect(types(unsent('yes', 7))).toEqual(stored)
  expect(types(unsent('yes', 6), unsent('yes', 6))).toEqual(stored)
  expect(types(unsent('yes', 7), unsent('yes', 7))).toEqual([...stored, 'unsent'])
  expect(types(unsent('yes', 8))).toEqual([...stored, 'unsent'])
  expect(types(unsent('no', 7))).toEqual([...stored, 'unsent'])
  expect(types({ ...unsent('yes', 7), hasFailed: true })).toEqual([...stored, 'unsent'])
})

test('a run that ended without a word says so, until another follows', () => {
  const failed = { ...RUN, status: 'failed', reason: 'AGENT_FAILED' } as const
  const state = { ...INITIAL_STATE, messages: [message(1, 'user', 'Where?')], run: failed }
  expect(toRows(state, []).at(-1)?.type).toBe('ended')
  const said = { ...state, messages: [...state.messages, message(2, 'assistant', 'Her')] }
  expect(toRows(said, []).at(-1)?.type).toBe('message')
  const completed = { ...state, run: { ...RUN, status: 'completed' } as const }
  expect(toRows(completed, []).at(-1)?.type).toBe('message')
})

test('a row is the same whether or not older messages are held, also where a day begins', () => {
  const on = (seq: number, day: number) => ({
    ...message(seq, 'user', ''),
    createdAt: new Date(2026, 0, day, 12).toISOString(),
  })
  const messages = [on(1, 1), on(2, 1), on(3, 2), on(4, 2)]
  const rows = toRows({ ...INITIAL_STATE, messages }, [])
  expect(rows.map((row) => ['dayAbove' in row, 'dayBelow' in row])).toEqual([
    [true, false],
    [false, true],
    [false, false],
    [false, false],
  ])
  const window = { ...INITIAL_STATE, messages: messages.slice(2) }
  expect(toRows(window, [])).toEqual(rows.slice(2))
})

test('a window drops what is too much at the end at which nothing was added', () => {
  const window = (from: number, to: number) => ({
    ...INITIAL_STATE,
    messages: Array.from({ length: to - from + 1 }, (_, at) => message(from + at, 'user', '')),
  })
  const seqs = ({ messages }: typeof INITIAL_STATE) => [messages[0]?.seq, messages.at(-1)?.seq]
  const full = window(101, 100 + MAX_WINDOW)
  expect(seqs(withinWindow(full, window(51, 100 + MAX_WINDOW)))).toEqual([51, 50 + MAX_WINDOW])
  expect(seqs(withinWindow(full, window(101, 101 + MAX_WINDOW)))).toEqual([102, 101 + MAX_WINDOW])
})

function message(seq: number, role: Message['role'], text: string): Message {
  return { id: `id ${seq}`, seq, role, content: { type: 'text', text }, createdAt: TIME }
}

function unsent(text: string, writtenAfter: number): Unsent {
  const mutation: SendMutation = new QueryClient().getMutationCache().build(new QueryClient(), {})
  return {
    mutation,
    input: { conversationId: 'c', content: { type: 'text', text }, idempotencyKey: `${text} key` },
    hasFailed: false,
    isPaused: false,
    waitsForReply: false,
    error: null,
    submittedAt: 0,
    writtenAfter,
  }
}
