import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http'

export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean

/** In front of the emulator: what `fault` takes does not get there. */
export class FaultyProxy implements AsyncDisposable {
  fault: Fault = () => false
  readonly #server: Server
  private constructor(server: Server) {
    this.#server = server
  }

  static async start(target: string): Promise<FaultyProxy> {
    const server = createServer()
    const proxy = new FaultyProxy(server)
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      if (proxy.fault(incoming, response)) return
      const { method, headers, url = '' } = incoming
      const onward = request(new URL(url, target), { method, headers }, (reply) => {
        response.writeHead(reply.statusCode ?? 500, reply.headers)
        reply.pipe(response)
      })
      onward.on('error', () => response.destroy())
      incoming.pipe(onward)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new TypeError('no port')
    return `http://127.0.0.1:${address.port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

export const rejection =
  (status: number, code: string): Fault =>
  (_request, response) => {
    response.writeHead(status, { 'x-ms-error-code': code, 'content-type': 'application/xml' })
    response.end(
      `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code} it says.\nRequestId:1</Message></Error>`,
    )
    return true
  }

export const cutConnection: Fault = (incoming) => {
  incoming.socket.destroy()
  return true
}
