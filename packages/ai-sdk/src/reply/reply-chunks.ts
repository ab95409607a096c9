import type { ConversationState } from '@threadkeep/client'
import type { FinishReason, UIMessageChunk } from 'ai'
import type { LiveConversation } from '../conversation/live-conversation.ts'
import { endOf, type Turn } from '../conversation/turn.ts'
import { toMessageId } from '../messages/message-id.ts'
import type { Run } from '../messages/types.ts'
import { toReply } from '../messages/ui-messages.ts'
import { createReplyWriter } from './reply-writer.ts'

export interface ReplyOptions {
  conversationId: string
  live: LiveConversation
  turn: Turn
  /** The turn as it is now. Asked where the watch may have missed something. */
  again(): Promise<Turn | null>
}

/** The reply as it is written, until it is stored: what is shown in the end is what was stored. */
export async function* replyChunks(options: ReplyOptions): AsyncGenerator<UIMessageChunk, void> {
  const { conversationId, live, again } = options
  let { turn } = options
  const writer = createReplyWriter(toMessageId(conversationId, turn.message.seq + 1))
  // Of a run that ended before its watch began, the watch tells nothing.
  let isUncertain = live.state().conversation === null
  live.setKnown([turn.message])
  for (;;) {
    const state = live.state()
    const end = endOf(turn, state)
    if (end !== undefined) {
      const content = toReply(end.replies)
      yield* writer.end(content)
      yield lastChunk(end.run, Object(content.metadata)['finishReason'])
      return
    }
    if (state.conversation !== null && (isUncertain || state.isStale)) {
      isUncertain = false
      turn = (await again()) ?? { ...turn, run: null }
      live.setKnown([turn.message])
      continue
    }
    // An edit first removes messages, its own among those that are known. Then it is told.
    if (state.messages.length > 0 && !isKnown(turn, state)) throw new Error(REPLACED)
    if (state.reply !== null && state.run?.id === turn.message.id) {
      yield* writer.write(state.reply.text)
      yield* writer.writeStatus(state.reply.status)
    }
    await live.until(() => live.state() !== state)
  }
}

function isKnown({ message }: Turn, { messages }: ConversationState): boolean {
  return messages.some(({ id }) => id === message.id)
}

const REPLACED = 'The conversation was changed elsewhere. Load it again.'

const FAILURES = {
  AGENT_FAILED: 'The assistant could not reply.',
  INTERRUPTED: 'The reply was interrupted. Try again.',
} as const satisfies Record<NonNullable<Run['reason']>, string>

/** What is stored of the reply says how it ended, where the run is not known any more. */
function lastChunk(run: Run | null, reason: unknown): UIMessageChunk {
  if (run?.status === 'failed' || reason === 'error' || reason === 'interrupted') {
    const failure = run?.reason ?? (reason === 'interrupted' ? 'INTERRUPTED' : 'AGENT_FAILED')
    return { type: 'error', errorText: FAILURES[failure] }
  }
  const isStopped = run?.status === 'stopped' || reason === 'stopped'
  return { type: 'finish', finishReason: isStopped ? 'interrupted' : toFinishReason(reason) }
}

/** Agents give the names of their platforms: those of the AI SDK, or OpenAI's. */
function toFinishReason(reason: unknown): FinishReason {
  switch (reason) {
    case undefined:
    case 'stop':
      return 'stop'
    case 'length':
    case 'content-filter':
    case 'tool-calls':
      return reason
    case 'content_filter':
      return 'content-filter'
    case 'tool_calls':
      return 'tool-calls'
    default:
      return 'other'
  }
}
