import type { Exchange, Script } from '../scripted-server.ts'
import { json } from '../scripts.ts'

export interface CompletionOptions {
  finishReason?: string
  /** The line end of the stream. */
  lineEnd?: '\n' | '\r\n'
  /** Before each piece. */
  before?: (index: number) => Promise<void>
}

/** A streamed completion of these pieces, as OpenAI sends one. */
export function completion(
  pieces: readonly string[],
  { finishReason = 'stop', lineEnd = '\n', before = async () => {} }: CompletionOptions = {},
): Script {
  return async (exchange) => {
    const send = (data: string) => exchange.send(`data: ${data}${lineEnd}${lineEnd}`)
    await beginStream(exchange)
    await send(
      chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]),
    )
    for (const [index, content] of pieces.entries()) {
      await before(index)
      await send(chunk([{ index: 0, delta: { content }, finish_reason: null }]))
    }
    await send(chunk([{ index: 0, delta: {}, finish_reason: finishReason }]))
    await send(chunk([], usageOf(pieces)))
    await send('[DONE]')
    await exchange.end()
  }
}

/** A stream of these lines as they stand. */
export function rawStream(...lines: string[]): Script {
  return async (exchange) => {
    await beginStream(exchange)
    for (const line of lines) await exchange.send(line)
    await exchange.end()
  }
}

/** An event of a stream with this much of the reply. */
export function pieceEvent(content: string): string {
  return `data: ${chunk([{ index: 0, delta: { content }, finish_reason: null }])}\n\n`
}

/** An error as OpenAI words one. */
export function modelError(
  status: number,
  error: { message: string; code?: string },
  headers: Record<string, string> = {},
): Script {
  return json(status, { error: { type: 'error', param: null, code: null, ...error } }, headers)
}

function beginStream(exchange: Exchange): Promise<void> {
  return exchange.head(200, { 'content-type': 'text/event-stream; charset=utf-8' })
}

function chunk(choices: object[], usage: object | null = null): string {
  const id = 'chatcmpl-1'
  return JSON.stringify({
    id,
    object: 'chat.completion.chunk',
    created: 1,
    model: 'fake-1',
    choices,
    usage,
  })
}

function usageOf(pieces: readonly string[]) {
  return { prompt_tokens: 10, completion_tokens: pieces.length, total_tokens: 10 + pieces.length }
}
