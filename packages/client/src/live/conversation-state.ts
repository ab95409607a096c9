import type { Conversation, Message, Run } from './events.ts'

/** What a front end shows of one conversation. Never changed, only replaced. */
export interface ConversationState {
  /** Null until the watch has sent it. */
  readonly conversation: Conversation | null
  /** Neighbours, by seq. Not always all: see `isMissingNewer`. */
  readonly messages: readonly Message[]
  /** The newest run that the watch has sent. */
  readonly run: Run | null
  /** What the running run has said so far. Null where none is running, and once it is stored. */
  readonly reply: Reply | null
  /** The newest messages have to be read: at first, and after a `reset`. See `applyMessages`. */
  readonly isStale: boolean
}

export interface Reply {
  readonly text: string
  /** "Searching...", until more is said. */
  readonly status: string | null
}

export const INITIAL_STATE: ConversationState = {
  conversation: null,
  messages: [],
  run: null,
  reply: null,
  isStale: true,
}

export function lastSeq({ messages }: ConversationState): number {
  return messages.at(-1)?.seq ?? 0
}

/** Whether newer messages are stored than the last one known here: then read the page after it. */
export function isMissingNewer(state: ConversationState): boolean {
  return (state.conversation?.messageCount ?? 0) > lastSeq(state)
}

/**
 * Adds a page of messages that was read. If there is a gap between the page and the known messages,
 * only the newer of the two is kept.
 */
export function applyMessages(
  state: ConversationState,
  page: readonly Message[],
): ConversationState {
  const messages = merge(state.messages, page)
  return withoutStoredReply({ ...state, messages, isStale: false })
}

/** A run stores what it said as messages before the watch says that it has ended. */
export function withoutStoredReply(state: ConversationState): ConversationState {
  const { run, reply, messages } = state
  if (reply === null) return state
  const at = messages.findIndex(({ id }) => id === run?.id)
  const isStored = at !== -1 && messages.slice(at).some(({ role }) => role === 'assistant')
  return isStored ? { ...state, reply: null } : state
}

/** Of a message in both, the known one is kept: the page may be older than what the watch sent. */
function merge(known: readonly Message[], page: readonly Message[]): readonly Message[] {
  const [first] = known
  const last = known.at(-1)
  const pageFirst = page[0]
  const pageLast = page.at(-1)
  if (!pageFirst || !pageLast) return known
  if (!first || !last || pageFirst.seq > last.seq + 1) return page
  if (pageLast.seq < first.seq - 1) return known
  const before = page.filter(({ seq }) => seq < first.seq)
  const behind = page.filter(({ seq }) => seq > last.seq)
  return before.length + behind.length === 0 ? known : [...before, ...known, ...behind]
}
