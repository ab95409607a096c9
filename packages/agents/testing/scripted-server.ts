import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface ScriptedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Resolves once the response has ended, was cut, or the client has disconnected. */
  readonly closed: Promise<void>
}

/** What a script can do with a request. Each call resolves once its bytes are on their way. */
export interface Exchange {
  readonly request: ScriptedRequest
  head(status: number, headers?: Record<string, string>): Promise<void>
  send(bytes: string | Uint8Array): Promise<void>
  end(): Promise<void>
  /** Closes the connection in the middle of the response. */
  cut(): Promise<void>
}

export type Script = (exchange: Exchange) => Promise<void>

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string
  /** Every request so far. */
  readonly requests: readonly ScriptedRequest[]
}

/** A real HTTP server on loopback that responds as its script says. Does not keep the process alive. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = []
  const server = createServer(async (req, res) => {
    const closed = once(res, 'close').then(() => undefined)
    const body = await text(req).catch(() => '')
    const { method = '', url: path = '', headers } = req
    const request = { method, path, headers, body, closed }
    requests.push(request)
    await script(toExchange(request, res)).catch((error: unknown) => {
      // Otherwise a script that fails would look like a client that waits.
      res.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function toExchange(request: ScriptedRequest, res: ServerResponse): Exchange {
  /** The client has disconnected, which is not an error of the script. */
  const written = (write: (done: () => void) => void) => {
    if (res.destroyed) return Promise.resolve()
    return Promise.race([new Promise<void>(write), request.closed])
  }
  return {
    request,
    async head(status, headers = {}) {
      res.writeHead(status, headers)
      res.flushHeaders()
    },
    send: (bytes) => written((done) => res.write(bytes, () => done())),
    end: () => written((done) => res.end(done)),
    async cut() {
      res.destroy()
      await request.closed
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address.port
}
