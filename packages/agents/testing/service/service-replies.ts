import type { Script } from '../scripted-server.ts'

/** A stream of these events and its end, as a service responds. */
export function eventStream(
  events: readonly object[],
  { lineEnd = '\n' }: { lineEnd?: '\n' | '\r\n' } = {},
): Script {
  return async (exchange) => {
    await exchange.head(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    for (const event of [...events, { type: 'end' }]) {
      await exchange.send(`data: ${JSON.stringify(event)}${lineEnd}${lineEnd}`)
    }
    await exchange.end()
  }
}
