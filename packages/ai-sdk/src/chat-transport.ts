import type { ThreadkeepClient } from '@threadkeep/client'
import type { ChatTransport, UIMessage, UIMessageChunk } from 'ai'
import { beforeAbort } from './conversation/abort.ts'
import { memoryOf } from './conversation/client-memory.ts'
import { followConversation } from './conversation/live-conversation.ts'
import type { Turn } from './conversation/turn.ts'
import { toStream } from './reply/chunk-stream.ts'
import { replyChunks } from './reply/reply-chunks.ts'
import { toTurn } from './turns/begin-turn.ts'
import { findTurn } from './turns/find-turn.ts'
import { type ConversationContext, stopOnAbort } from './turns/stop-turn.ts'

type SendOptions = Parameters<ChatTransport<UIMessage>['sendMessages']>[0]
type ReconnectOptions = Parameters<ChatTransport<UIMessage>['reconnectToStream']>[0]

export interface ThreadkeepChatTransportOptions {
  client: ThreadkeepClient
}

/**
 * The AI SDK's chat on a conversation: the id of the chat is the id of the conversation. An abort stops
 * the agent; a page that goes away does not.
 */
export class ThreadkeepChatTransport implements ChatTransport<UIMessage> {
  /** A resumed reply is written from its beginning. */
  readonly resumeStreamIsReplay = true
  readonly #client: ThreadkeepClient

  constructor({ client }: ThreadkeepChatTransportOptions) {
    this.#client = client
  }

  /** Rejects with the client's own errors: see its `failureReason`. */
  async sendMessages(options: SendOptions): Promise<ReadableStream<UIMessageChunk>> {
    const { chatId, abortSignal } = options
    const context = await this.#open(chatId)
    const { live } = context
    const begin = await closeOnFailure(context, toTurn(context, options))
    // Once it has begun, the watch tells everything. Where it cannot begin, the message goes first.
    const watched = live.until(() => live.state().conversation !== null || live.hasFailed())
    const begun = watched.then(begin)
    stopOnAbort(context, abortSignal, begun)
    const turn = await beforeAbort(closeOnFailure(context, begun), abortSignal)
    return toReplyStream(context, abortSignal, turn, begin)
  }

  /** Null where no reply is being written. */
  async reconnectToStream(
    options: ReconnectOptions,
  ): Promise<ReadableStream<UIMessageChunk> | null> {
    const { chatId, abortSignal } = options
    const context = await this.#open(chatId)
    const find = () => findTurn(context)
    const turn = await closeOnFailure(context, beforeAbort(find(), abortSignal))
    if (turn === null) {
      context.live.close()
      return null
    }
    // Only now: an abort of a page that shows no reply yet is its end, not a stop.
    stopOnAbort(context, abortSignal, Promise.resolve(turn))
    return toReplyStream(context, abortSignal, turn, find)
  }

  async #open(conversationId: string): Promise<ConversationContext> {
    const client = this.#client
    const memory = memoryOf(client, conversationId)
    // What is said right after a stop would meet the run that is being stopped. Whether that went well
    // is for `loadMessages` to say.
    await memory.stopping?.catch(() => {})
    return { client, conversationId, memory, live: followConversation(client, conversationId) }
  }
}

async function closeOnFailure<Result>(
  { live }: ConversationContext,
  work: Promise<Result>,
): Promise<Result> {
  try {
    return await work
  } catch (error) {
    live.close()
    throw error
  }
}

function toReplyStream(
  { conversationId, memory, live }: ConversationContext,
  signal: AbortSignal | undefined,
  turn: Turn,
  again: () => Promise<Turn | null>,
): ReadableStream<UIMessageChunk> {
  memory.lastSeq = undefined
  const chunks = replyChunks({ conversationId, live, turn, again })
  // A stop still needs it.
  return toStream(chunks, () => {
    if (signal?.aborted !== true) live.close()
  })
}
