import fc from 'fast-check'
import {
  applyConversationEvent,
  type ConversationEvent,
  type ConversationState,
  INITIAL_STATE,
} from '../../src/index.ts'
import { conversationOf, messageOf, runOf } from './live-values.ts'

export const QUESTION = messageOf(1, 'user', 'Where is it?')
export const RUNNING = runOf(QUESTION.id)
export const runId = QUESTION.id

export function apply(
  events: readonly ConversationEvent[],
  from: ConversationState = INITIAL_STATE,
) {
  return events.reduce(applyConversationEvent, from)
}

/** In mid-run: the question is stored, and nothing is said yet. */
export const ASKED: ConversationEvent[] = [
  { type: 'message', message: QUESTION },
  { type: 'run', run: RUNNING },
  { type: 'conversation', conversation: conversationOf(1) },
]

export const delta = (offset: number, text: string, attempt = 1): ConversationEvent => ({
  type: 'delta',
  runId,
  attempt,
  offset,
  text,
})

/** The text in pieces that begin at the given places. */
export function split(text: string, cuts: readonly number[], attempt = 1): ConversationEvent[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1))])].sort(
    (a, b) => a - b,
  )
  return places.map((start, at) => delta(start, text.slice(start, places[at + 1]), attempt))
}

export const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
export const anyCuts = fc.array(fc.nat(200), { maxLength: 12 })
