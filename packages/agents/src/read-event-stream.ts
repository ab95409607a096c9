import { createParser, type EventSourceMessage } from 'eventsource-parser'

/** More than any reply that can be stored. An endless stream is cut off here. */
export const MAX_RESPONSE_BYTES = 32 * 1024 * 1024

/** The server-sent events of a body, each as soon as it is complete. */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<EventSourceMessage> {
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => events.push(event) })
  const decoder = new TextDecoder()
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > MAX_RESPONSE_BYTES) throw new Error('The response is too large')
    parser.feed(decoder.decode(chunk, { stream: true }))
    yield* events.splice(0)
  }
}
