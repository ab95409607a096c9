import { findJsonProblems } from '@threadkeep/shared'
import type { z } from 'zod'
import type { AgentEvent } from '../../agent.ts'
import { AgentError } from '../../agent-error.ts'
import { MAX_RESPONSE_BYTES, readEventStream } from '../../read-event-stream.ts'
import { AgentResponseSchema, StreamEventSchema } from './protocol.ts'

/** The events of a successful response, streamed or not. */
export async function* readResponse(response: Response): AsyncGenerator<AgentEvent> {
  const { body } = response
  const [contentType = ''] = (response.headers.get('content-type') ?? '').split(';')
  if (body !== null && contentType.trim() === 'text/event-stream') yield* readStream(body)
  else if (body !== null && contentType.trim() === 'application/json') yield* await readJson(body)
  else {
    await body?.cancel()
    throw malformed('has a content type that is neither JSON nor server-sent events')
  }
}

async function* readStream(body: ReadableStream<Uint8Array>): AsyncGenerator<AgentEvent> {
  for await (const { data } of readEventStream(body)) {
    const event = parse(StreamEventSchema, data)
    if (event.type === 'end') return
    if (event.type === 'error') {
      const { retryable, retryAfterSeconds: seconds } = event
      const retryAfterMs = seconds === undefined ? undefined : seconds * 1000
      const cause = new Error('The service sent an error event')
      throw new AgentError({ retryable, retryAfterMs, cause })
    }
    yield event
  }
  const cause = new Error('The stream of the service ended without an end event')
  throw new AgentError({ retryable: true, cause })
}

async function readJson(body: ReadableStream<Uint8Array>): Promise<AgentEvent[]> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > MAX_RESPONSE_BYTES) throw malformed('is too large')
    chunks.push(chunk)
  }
  return parse(AgentResponseSchema, Buffer.concat(chunks).toString()).events
}

function parse<Schema extends z.ZodType>(schema: Schema, json: string): z.infer<Schema> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw malformed('is not JSON')
  }
  // JSON.parse would change it silently, and so what is stored.
  const [problem] = findJsonProblems(json)
  if (problem !== undefined) throw malformed(`has what JSON.parse changes: ${problem.message}`)
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw malformed('is not as the protocol has it')
}

/** Names the problem and never quotes the response, because causes are logged. */
function malformed(what: string): AgentError {
  return new AgentError({ retryable: false, cause: new Error(`The service's response ${what}`) })
}
