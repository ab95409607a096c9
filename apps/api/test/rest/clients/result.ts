/** What a call of a generated client came to, whichever client it was. */
export interface Result {
  data: unknown
  error: unknown
}

/** Of a stream, the first event. */
export async function resultOf(call: Promise<unknown>): Promise<Result> {
  const { stream, data, error } = Object(await call)
  if (stream !== undefined) return { data: await firstOf(stream), error: undefined }
  if (data instanceof ReadableStream) return { data: await firstEvent(data), error }
  return { data, error }
}

async function firstOf(events: AsyncIterable<unknown>): Promise<unknown> {
  for await (const event of events) return event
  throw new Error('the stream ended without an event')
}

async function firstEvent(body: ReadableStream): Promise<unknown> {
  let text = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const data = /^data: (.+)\n\n/m.exec(text)?.[1]
    if (data !== undefined) return JSON.parse(data)
  }
  throw new Error('the stream ended without an event')
}
