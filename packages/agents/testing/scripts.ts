import type { Exchange, Script } from './scripted-server.ts'

/** The same response, cut after this many bytes of its body. */
export function cutAfter(bytes: number, script: Script): Script {
  return async (exchange) => {
    let left = bytes
    let isCut = false
    await script({
      ...exchange,
      async send(data) {
        if (isCut) return
        const sent = Buffer.from(data).subarray(0, left)
        left -= sent.length
        await exchange.send(sent)
        if (left > 0) return
        isCut = true
        await exchange.cut()
      },
      end: async () => {
        if (!isCut) await exchange.end()
      },
    })
  }
}

/** The same response, in packets of this many bytes. */
export function inPackets(bytes: number, script: Script): Script {
  return (exchange) =>
    script({
      ...exchange,
      async send(data) {
        const all = Buffer.from(data)
        for (let at = 0; at < all.length; at += bytes) {
          await exchange.send(all.subarray(at, at + bytes))
        }
      },
    })
}

/** The headers, and then nothing until the client leaves. */
export const silent: Script = async (exchange) => {
  await exchange.head(200, { 'content-type': 'text/event-stream' })
  await exchange.request.closed
}

/** The beginning of a stream, and then nothing until the client leaves. */
export function unfinished(beginning: string): Script {
  return async (exchange) => {
    await exchange.head(200, { 'content-type': 'text/event-stream' })
    await exchange.send(beginning)
    await exchange.request.closed
  }
}

/** Not even headers. */
export const unresponsive: Script = ({ request }) => request.closed

/** A whole response with JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Script {
  return async (exchange) => {
    await exchange.head(status, { 'content-type': 'application/json', ...headers })
    await exchange.send(JSON.stringify(value))
    await exchange.end()
  }
}

/** The scripts one after the other, one a request; of the last each further request gets one. */
export function inTurn(...scripts: readonly [Script, ...Script[]]): Script {
  let asked = 0
  return (exchange: Exchange) => {
    const script = scripts[Math.min(asked++, scripts.length - 1)] ?? scripts[0]
    return script(exchange)
  }
}

/** The same response, with a comment in front of each part. */
export function withComments(script: Script): Script {
  return (exchange) =>
    script({ ...exchange, send: (data) => exchange.send(`: keep-alive\n\n${data}`) })
}
