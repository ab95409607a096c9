import { setTimeout as pause } from 'node:timers/promises'
import type { Conversation, NewContent } from '@threadkeep/shared'
import {
  type AppendInput,
  type BeginRunResult,
  type ChangeOptions,
  type ConversationRuns,
  type OwnerConversations,
  RunInProgressError,
  type StartInput,
} from '@threadkeep/store'
import type { LocalRun, Runs } from '../runs/runs.ts'
import { greetingEnd, startGreeted } from './greetings.ts'
import { heldLease } from './held-lease.ts'
import { appendOnly, replaceOnly, truncateOnly } from './no-agent.ts'
import { replay, withUnknownOutcome } from './replay.ts'
import { runEnd } from './run-end.ts'
import type { SendResult } from './send-result.ts'

interface TurnInput extends ChangeOptions {
  conversationId: string
  wait?: boolean | undefined
}

export interface SendInput extends TurnInput {
  content: NewContent
}

export interface EditInput extends SendInput {
  /** Of the message of the user that the new one replaces, with all behind it. */
  seq: number
}

type TurnOf<Input, Result = SendResult> = (
  conversations: OwnerConversations,
  input: Input,
  bearerToken: string | null,
) => Promise<Result>

export interface Turns {
  /** Starts a conversation, in which an agent that speaks first greets. */
  start: TurnOf<StartInput, Conversation>
  /** Stores a message of the user, and has the agent reply to it. */
  send: TurnOf<SendInput>
  /** The same in place of an earlier message. */
  edit: TurnOf<EditInput>
  /** Has the agent reply once more to the last message of the user. */
  regenerate: TurnOf<TurnInput>
}

/** Of a call in all, below the timeouts of proxies and browsers. A run goes on after it. */
const MAX_WAIT_MS = 25_000

export function createTurns(runs: Runs): Turns {
  const hasAgent = runs.agent.name !== 'none'

  return {
    start: (conversations, input, bearerToken) =>
      startGreeted(runs, conversations, input, bearerToken),

    async send(conversations, { conversationId, wait, content, ...options }, bearerToken) {
      if (!hasAgent) return appendOnly(conversations, conversationId, toAppend(content, options))
      const turn = { conversations, conversationId, wait, bearerToken }
      return take(turn, (ofConversation) => ofConversation.begin({ content, ...options }))
    },

    async edit(conversations, { conversationId, wait, content, seq, ...options }, bearerToken) {
      const edit = { ...options, replaces: seq }
      if (!hasAgent) {
        const input = { ...toAppend(content, options), replaces: seq }
        return replaceOnly(conversations, conversationId, input)
      }
      const turn = { conversations, conversationId, wait, bearerToken }
      return take(turn, (ofConversation) => ofConversation.begin({ content, ...edit }))
    },

    async regenerate(conversations, { conversationId, wait, ...options }, bearerToken) {
      if (!hasAgent) return truncateOnly(conversations, conversationId, options)
      const turn = { conversations, conversationId, wait, bearerToken }
      return take(turn, (ofConversation) => ofConversation.regenerate(options))
    },
  }

  /**
   * Begins a run in one change with what it works on, and waits for its end. Repeated with the same key
   * it finds the message and its run; a run that failed without a word begins anew.
   */
  async function take(
    { conversations, conversationId, wait = true, bearerToken }: Turn,
    begin: (ofConversation: ConversationRuns) => Promise<BeginRunResult>,
  ): Promise<SendResult> {
    const ofConversation = conversations.runs(conversationId)
    const waitsUntil = performance.now() + MAX_WAIT_MS
    const msLeft = () => Math.max(0, Math.ceil(waitsUntil - performance.now()))
    const begun = await begin(ofConversation).catch(async (error: unknown) => {
      if (!(error instanceof RunInProgressError)) throw error
      // The run's server may be gone: take the run over, so that the next message need not wait for
      // long.
      runs.takeOver(conversations, conversationId, bearerToken)
      // A user who writes before the agent has greeted is no conflict: the greeting comes first.
      if (!(await greetingEnd(conversations, conversationId, msLeft()))) throw error
      return begin(ofConversation)
    })
    const { conversation, message, replayed } = begun
    const held = await heldLease(runs, begun).catch(withUnknownOutcome)
    const known = begun.run === null ? undefined : runs.find(begun.run)
    const lease = known === undefined ? (held ?? (await againIfFailed(begun))) : null
    const local =
      lease === null
        ? known
        : runs.work(lease, { conversations, conversation, message, bearerToken })
    if (lease !== null && local !== undefined) {
      const ended = wait ? await endOf(local, msLeft()) : undefined
      if (ended?.error !== undefined) throw ended.error
      const finished = ended?.finished
      // Null where the run was taken over by another server, or went with its conversation.
      if (finished !== null) {
        return {
          conversation: finished?.conversation ?? conversation,
          message,
          replies: finished?.messages ?? [],
          run: finished?.run ?? lease.run,
          replayed,
        }
      }
    } else {
      if (begun.run?.id !== message.id || begun.run.status !== 'running') {
        return replay(conversations, begun)
      }
      if (wait && local !== undefined) await endOf(local, msLeft())
      else if (wait) {
        await runEnd(conversations, conversationId, begun.run, msLeft()).catch(withUnknownOutcome)
      }
    }
    return replay(conversations, {
      ...begun,
      conversation: await conversations.get(conversationId).catch(withUnknownOutcome),
      run: await ofConversation.newest().catch(withUnknownOutcome),
    })

    /** For a run that failed without a message: the agent is asked again. */
    async function againIfFailed({ run }: BeginRunResult) {
      if (run?.id !== message.id || run.status !== 'failed') return null
      return ofConversation.takeOver('again').catch(withUnknownOutcome)
    }
  }
}

interface Turn {
  conversations: OwnerConversations
  conversationId: string
  wait: boolean | undefined
  bearerToken: string | null
}

function toAppend(content: NewContent, options: Omit<AppendInput, 'messages'>): AppendInput {
  return { messages: [{ role: 'user', content }], ...options }
}

/** Undefined if the run has not ended in time. */
async function endOf({ outcome, unavailable }: LocalRun, maxWaitMs: number) {
  const timer = new AbortController()
  try {
    return await Promise.race([
      outcome,
      unavailable,
      pause(maxWaitMs, undefined, { signal: timer.signal }),
    ]).catch(withUnknownOutcome)
  } finally {
    timer.abort()
  }
}
