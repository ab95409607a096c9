import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { FuzzRequest } from './requests.ts'

export interface Reply {
  status: number
  body: string
}

/** A client that keeps its connections, and sends what fetch would reject to. */
export function createSender(url: string, token: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return {
    async send({ method, path, body }: FuzzRequest): Promise<Reply> {
      // Node sends the body of an OPTIONS without its length, and the server takes it for a request.
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const options = { method, agent, headers: { ...headers, ...length } }
        const sent = request(url + path, options, resolve)
        sent.once('error', reject).end(body)
      })
      return { status: response.statusCode ?? 0, body: await text(response) }
    },
    close: () => agent.destroy(),
  }
}
