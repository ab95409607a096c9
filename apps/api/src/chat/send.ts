import { setTimeout as pause } from 'node:timers/promises'
import type { Conversation, Message, NewContent, Run } from '@threadkeep/shared'
import {
  type AppendResult,
  type BeginRunResult,
  type OwnerConversations,
  RunInProgressError,
  StoreUnavailableError,
} from '@threadkeep/store'
import type { LocalRun, Runs } from '../runs/runs.ts'

export interface SendInput {
  conversationId: string
  content: NewContent
  idempotencyKey?: string | undefined
  expectedRevision?: number | undefined
  wait?: boolean | undefined
}

export type SendResult = {
  conversation: Conversation
  message: Message
  /** What the agent has said. Empty while its run is going on, and where it said nothing. */
  replies: Message[]
  /** The run that works on the message; null where no agent does. */
  run: Run | null
  /** True when an earlier call with this key stored the message. */
  replayed: boolean
}

export type Send = (
  conversations: OwnerConversations,
  input: SendInput,
  bearerToken: string | null,
) => Promise<SendResult>

/** Longer would meet the timeouts of proxies and browsers. The run goes on. */
const MAX_WAIT_MS = 25_000
/** Most messages that a run may leave. */
const MAX_REPLIES = 50

/**
 * Stores the user's message and begins the run on it, in one change, and waits for its end. Repeated
 * with the same key it finds the message and its run; a run that failed without a word begins anew.
 */
export function createSend(runs: Runs): Send {
  return async (conversations, { conversationId, wait = true, ...input }, bearerToken) => {
    if (runs.agent.name === 'none') return sendToNobody(conversations, conversationId, input)
    const ofConversation = conversations.runs(conversationId)
    const begun = await ofConversation.begin(input).catch((error: unknown) => {
      // Its server may be gone: then the next message does not wait for long.
      if (error instanceof RunInProgressError) runs.takeOver(conversations, conversationId)
      throw error
    })
    const { conversation, message, replayed } = begun
    // A repeat may come while this process works on the run: of two workers each would write.
    const known = runs.find(message.id)
    const lease = known === undefined ? (begun.lease ?? (await againIfFailed(begun))) : null
    const local =
      lease === null
        ? known
        : runs.work(lease, { conversations, conversation, message, bearerToken })
    if (lease !== null && local !== undefined) {
      const ended = wait ? await endOf(local) : undefined
      if (ended?.error !== undefined) throw ended.error
      const finished = ended?.finished
      return {
        conversation: finished?.conversation ?? conversation,
        message,
        replies: finished?.messages ?? [],
        run: finished?.run ?? lease.run,
        replayed,
      }
    }
    if (begun.run?.id !== message.id || begun.run.status !== 'running') {
      return replay(conversations, begun)
    }
    if (wait) await (local === undefined ? endElsewhere(conversations, begun) : endOf(local))
    return replay(conversations, {
      ...begun,
      conversation: await conversations.get(conversationId).catch(withUnknownOutcome),
      run: await ofConversation.newest().catch(withUnknownOutcome),
    })

    /** Of a run that failed without a word; its message is asked about again. */
    async function againIfFailed({ run }: BeginRunResult) {
      if (run?.id !== message.id || run.status !== 'failed') return null
      return ofConversation.takeOver('again').catch(withUnknownOutcome)
    }
  }
}

async function sendToNobody(
  conversations: OwnerConversations,
  id: string,
  { content, ...options }: Omit<SendInput, 'conversationId' | 'wait'>,
): Promise<SendResult> {
  const sent = await conversations.append(id, { messages: [{ role: 'user', content }], ...options })
  const { conversation, replayed } = sent
  return { conversation, message: onlyMessage(sent), replies: [], run: null, replayed }
}

/** Undefined where it has not ended in time. */
async function endOf({ outcome, unavailable }: LocalRun) {
  const timer = new AbortController()
  try {
    return await Promise.race([
      outcome,
      unavailable,
      pause(MAX_WAIT_MS, undefined, { signal: timer.signal }),
    ]).catch(withUnknownOutcome)
  } finally {
    timer.abort()
  }
}

/** Until the run that another server works on has ended, or the wait is over. */
async function endElsewhere(
  conversations: OwnerConversations,
  { conversation }: BeginRunResult,
): Promise<void> {
  const runs = conversations.runs(conversation.id)
  const signal = AbortSignal.timeout(MAX_WAIT_MS)
  for await (const { event } of runs.watch({ signal })) {
    if (event.type === 'run' && event.run.status !== 'running') return
    if (event.type === 'message' && event.message.role === 'user') return
  }
}

/** Replies are what stands between the message and the next one of the user. */
async function replay(
  conversations: OwnerConversations,
  { conversation, message, run, replayed }: BeginRunResult,
): Promise<SendResult> {
  const { items } = await conversations
    .messages(conversation.id, { afterSeq: message.seq, limit: MAX_REPLIES })
    .catch(withUnknownOutcome)
  const end = items.findIndex(({ role }) => role === 'user')
  return {
    conversation,
    message,
    replies: end === -1 ? items : items.slice(0, end),
    run: run?.id === message.id ? run : null,
    replayed,
  }
}

/** `not_applied` would be said of what comes after, while the caller asks about the message. */
function withUnknownOutcome(error: unknown): never {
  if (!(error instanceof StoreUnavailableError)) throw error
  throw new StoreUnavailableError('unknown', error.detail)
}

function onlyMessage({ messages: [message] }: AppendResult): Message {
  if (message === undefined) throw new Error('the store appended a message and returned none')
  return message
}
