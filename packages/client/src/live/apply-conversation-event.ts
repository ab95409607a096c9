import {
  type ConversationState,
  INITIAL_STATE,
  lastSeq,
  withoutStoredReply,
} from './conversation-state.ts'
import type { Conversation, ConversationEvent, Message, Run } from './events.ts'

/** Nothing is said yet. */
const EMPTY_REPLY = { text: '', status: null }

/**
 * The state after one more event of a watch. An event that is applied again changes nothing, so a
 * watch may be opened again from its beginning.
 */
export function applyConversationEvent(
  state: ConversationState,
  event: ConversationEvent,
): ConversationState {
  switch (event.type) {
    case 'message':
      return withMessage(state, event.message)
    case 'conversation':
      return withConversation(state, event.conversation)
    case 'removed':
      return withoutMessages(state, event.afterSeq)
    case 'run':
      return withRun(state, event.run)
    case 'delta':
      return withDelta(state, event)
    case 'status':
      return withStatus(state, event)
    case 'restarted':
      return withRestart(state, event)
    case 'reset':
      return INITIAL_STATE
  }
}

/** Ignores a message that does not follow the last one; it has to be read: see `isMissingNewer`. */
function withMessage(state: ConversationState, message: Message): ConversationState {
  const { messages } = state
  const known = messages.find(({ seq }) => seq === message.seq)
  if (known?.id === message.id && !isNewlyRedacted(message, known)) return state
  if (known !== undefined) {
    const replaced = messages.map((each) => (each === known ? message : each))
    return withoutStoredReply({ ...state, messages: replaced })
  }
  // Of a conversation that was read and had no messages, the first one is next.
  const isRead = messages.length > 0 || !state.isStale
  if (isRead && message.seq !== lastSeq(state) + 1) return state
  return withoutStoredReply({ ...state, messages: [...messages, message] })
}

function isNewlyRedacted(message: Message, known: Message): boolean {
  return message.content.type === 'redacted' && known.content.type !== 'redacted'
}

/** Keeps the newer of two: a response and an event of the watch may arrive in either order. */
function withConversation(state: ConversationState, conversation: Conversation): ConversationState {
  const known = state.conversation
  return known !== null && known.revision >= conversation.revision
    ? state
    : { ...state, conversation }
}

function withoutMessages(state: ConversationState, afterSeq: number): ConversationState {
  const messages = state.messages.filter(({ seq }) => seq <= afterSeq)
  if (messages.length === state.messages.length) return state
  const isRunRemoved = state.messages.some(({ id, seq }) => seq > afterSeq && id === state.run?.id)
  // What is left may be older than the window.
  const isStale = state.isStale || (messages.length === 0 && afterSeq > 0)
  return { ...state, messages, isStale, ...(isRunRemoved && { run: null, reply: null }) }
}

function withRun(state: ConversationState, run: Run): ConversationState {
  const { run: known, reply } = state
  if (known !== null && !isAfter(run, known)) return state
  if (run.status !== 'running') return { ...state, run, reply: null }
  const isSame = known !== null && isSameRun(run, known) && known.attempt === run.attempt
  return { ...state, run, reply: isSame ? reply : EMPTY_REPLY }
}

/** Regenerating begins another run on the same message: its id is the same, its start is later. */
function isSameRun(run: Run, known: Run): boolean {
  return run.id === known.id && run.startedAt === known.startedAt
}

/** Within an attempt a run begins and ends, and never goes back. */
function isAfter(run: Run, known: Run): boolean {
  if (!isSameRun(run, known)) return run.startedAt >= known.startedAt
  if (run.attempt !== known.attempt) return run.attempt > known.attempt
  return run.status !== 'running' && known.status === 'running'
}

type EventOf<Type> = Extract<ConversationEvent, { type: Type }>

/** A reply with a gap is dropped: no text is better than a wrong one. */
function withDelta(state: ConversationState, event: EventOf<'delta'>): ConversationState {
  const { run, reply } = state
  if (reply === null || run?.id !== event.runId || run.attempt !== event.attempt) return state
  const { offset, text } = event
  if (offset > reply.text.length) return { ...state, reply: null }
  if (offset + text.length < reply.text.length) return state
  return { ...state, reply: { text: reply.text.slice(0, offset) + text, status: null } }
}

function withStatus(
  state: ConversationState,
  { runId, text }: EventOf<'status'>,
): ConversationState {
  const { run, reply } = state
  if (reply === null || run?.id !== runId) return state
  return { ...state, reply: { ...reply, status: text } }
}

function withRestart(
  state: ConversationState,
  { runId, attempt }: EventOf<'restarted'>,
): ConversationState {
  const { run } = state
  if (run?.id !== runId || run.attempt >= attempt) return state
  // The run may have failed without a message. A repeat of its `send` then asks the agent again.
  const { reason: _, ...begun } = run
  return {
    ...state,
    run: { ...begun, attempt, status: 'running', endedAt: null },
    reply: EMPTY_REPLY,
  }
}
