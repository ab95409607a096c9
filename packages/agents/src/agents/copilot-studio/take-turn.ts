import type { Conversation, Message } from '@threadkeep/shared'
import type { AgentEvent } from '../../agent.ts'
import { AgentError } from '../../agent-error.ts'
import { isRetryableStatus } from '../../http-status.ts'
import { parseActivity, toActivity } from './activity.ts'
import { createActivityReader } from './activity-reader.ts'
import type { Connection, PlatformResponse, RequestOptions } from './connection.ts'
import { failure, isGone, rejection, unreachable, wasNeverSent, wasRejected } from './failures.ts'
import { formatRef, parseRef } from './turn-ref.ts'

const CONVERSATION_ID_HEADER = 'x-ms-conversationid'
const MAX_RESUMES = 3
const FORGOTTEN = 'The assistant no longer knows what was said above. Its memory begins here.'

type Events = AsyncGenerator<AgentEvent, void>
type PlatformEvents = NonNullable<PlatformResponse['events']>

/**
 * Sends a turn to the platform, once, and yields what comes back. The turn is marked as sent before
 * it is sent, so that neither a repeat nor another server sends it again while its outcome is not
 * known. Without a message it begins a conversation, and yields what the agent says at its start.
 */
export async function* takeTurn(
  { conversation, message }: { conversation: Conversation; message: Message | null },
  connection: Connection,
  options: RequestOptions,
): Events {
  const reader = createActivityReader()
  const kept = parseRef(conversation.sdkConversationRef)
  const wasSent = message !== null && kept.sent === message.id
  let externalId = conversation.externalId
  // Not after another turn that never ended: the rest of its reply would follow.
  let lastEvent = kept.sent === undefined || wasSent ? kept.event : undefined

  if (message === null) yield* finish(yield* start())
  else if (wasSent) yield* finish(nothing())
  else {
    if (externalId === null) yield* begin()
    const events = (yield* send(message)) ?? (yield* sendAnew(message))
    yield* finish(events)
  }

  async function* start(): AsyncGenerator<AgentEvent, PlatformEvents> {
    externalId = null
    lastEvent = undefined
    const response = await connection.start(options).catch((error: unknown) => {
      throw unreachable(error, true)
    })
    if (response.events === null) throw rejection(response, isRetryableStatus(response.status))
    const id = response.headers.get(CONVERSATION_ID_HEADER)
    if (id) yield* learn(id)
    return response.events
  }

  async function* begin(isAnew = false): Events {
    const events = yield* start()
    if (isAnew)
      yield { type: 'message', role: 'system', content: { type: 'text', text: FORGOTTEN } }
    // A greeting that was cut is not resumed, and does not fail the user's turn.
    yield* read(events)
    if (externalId === null) throw failure('the conversation has no id', true)
  }

  /** Null where the platform no longer knows the conversation. */
  async function* send({
    id: messageId,
    content,
  }: Message): AsyncGenerator<AgentEvent, PlatformEvents | null> {
    const id = externalId ?? ''
    yield keep(messageId)
    let response: PlatformResponse
    try {
      response = await connection.execute(toActivity(content, id), id, options)
    } catch (error) {
      if (wasNeverSent(error)) yield keep(undefined)
      throw unreachable(error)
    }
    if (response.events !== null) return response.events
    if (isGone(response.status)) return null
    const isUnsent = wasRejected(response.status)
    if (isUnsent) yield keep(undefined)
    throw rejection(response, isUnsent && isRetryableStatus(response.status))
  }

  async function* sendAnew(sent: Message): AsyncGenerator<AgentEvent, PlatformEvents> {
    yield* begin(true)
    const events = yield* send(sent)
    if (events !== null) return events
    yield keep(undefined)
    throw failure('a conversation that was just begun is gone', false)
  }

  /** Reads to the end of the reply. A stream that is cut is resumed behind its last event. */
  async function* finish(events: PlatformEvents): Events {
    let isEnded = yield* read(events)
    for (let resumes = 0; !isEnded; resumes++) {
      if (options.signal.aborted) return
      if (lastEvent === undefined || externalId === null || resumes === MAX_RESUMES) {
        throw failure('the reply was cut, and cannot be resumed', false)
      }
      const response = await connection
        .subscribe(externalId, lastEvent, options)
        .catch((error: unknown) => {
          throw unreachable(error, false)
        })
      if (response.events === null) throw rejection(response, false)
      isEnded = yield* read(response.events)
    }
    yield* reader.end()
    yield keep(undefined)
    yield { type: 'metadata', metadata: { finishReason: 'stop' } }
  }

  /** Whether the end came. */
  async function* read(events: PlatformEvents): AsyncGenerator<AgentEvent, boolean> {
    try {
      for await (const { event, data, id } of events) {
        if (event === 'activity') {
          const activity = parseActivity(data)
          if (activity === undefined) throw failure('an activity is malformed', false)
          if (externalId === null && activity?.conversation?.id) {
            yield* learn(activity.conversation.id)
          }
          if (activity !== null) yield* reader.read(activity)
        }
        if (id) lastEvent = id
        if (event === 'end') return true
      }
    } catch (error) {
      if (error instanceof AgentError) throw error
    }
    return false
  }

  async function* learn(id: string): Events {
    externalId = id
    yield { type: 'conversation', externalId: id, sdkConversationRef: formatRef({}) }
  }

  function keep(sent: string | undefined): AgentEvent {
    const sdkConversationRef = formatRef({ sent, event: lastEvent })
    return { type: 'conversation', sdkConversationRef }
  }
}

async function* nothing() {}
