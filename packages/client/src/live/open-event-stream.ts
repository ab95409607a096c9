import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { beforeAbort, onAbort } from '../abort.ts'

type StreamResponse = Response & { body: NonNullable<Response['body']> }

export interface EventStream {
  /** Until the response ends. Throws when it is cut off, or silent for too long. */
  events(): AsyncGenerator<EventSourceMessage, void>
  /** From the next bytes on. */
  setMaxSilence(ms: number): void
}

export interface EventStreamOptions {
  send(signal: AbortSignal): Promise<Response>
  /** The error for a response that is not a stream of events. */
  toError(response: Response): Promise<Error>
  signal: AbortSignal
  maxSilenceMs: number
}

/**
 * One response of server-sent events. A connection that is silent for too long is closed, because it
 * may be dead without an error.
 */
export function openEventStream(options: EventStreamOptions): EventStream {
  const { send, toError, signal } = options
  let { maxSilenceMs } = options

  async function* events() {
    const connection = new AbortController()
    const removeListener = onAbort(signal, () => connection.abort())
    const end = () => connection.abort()
    let timer = setTimeout(end, maxSilenceMs)
    const received: EventSourceMessage[] = []
    const parser = createParser({ onEvent: (event) => received.push(event) })
    const decoder = new TextDecoder()
    try {
      const response = await beforeAbort(send(connection.signal), connection.signal)
      if (!isEventStream(response)) throw await toError(response)
      const reader = response.body.getReader()
      for (;;) {
        const { done, value } = await beforeAbort(reader.read(), connection.signal)
        if (done) return
        clearTimeout(timer)
        parser.feed(decoder.decode(value, { stream: true }))
        yield* received.splice(0)
        timer = setTimeout(end, maxSilenceMs)
      }
    } finally {
      clearTimeout(timer)
      removeListener()
      connection.abort()
    }
  }

  return {
    events,
    setMaxSilence(ms) {
      maxSilenceMs = ms
    },
  }
}

function isEventStream(response: Response): response is StreamResponse {
  const type = response.headers.get('content-type') ?? ''
  return response.ok && type.startsWith('text/event-stream') && response.body !== null
}
