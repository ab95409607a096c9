import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface FrontServer extends AsyncDisposable {
  readonly url: string
  /** Bytes of each body so far. */
  readonly bodies: number[]
  /** The next request gets this status, with a page of HTML or this body, and does not reach the API. */
  failNext(status: number, body?: object | null): void
}

/** A reverse proxy in front of the API. */
export async function startFrontServer(apiUrl: string): Promise<FrontServer> {
  const bodies: number[] = []
  let failure: { status: number; body: object | null | undefined } | undefined
  const server = createServer((req, res) => {
    forward(req, res).catch((error) => res.destroy(error))
  })

  async function forward(req: IncomingMessage, res: ServerResponse) {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    bodies.push(body.byteLength)
    if (failure !== undefined) {
      const { status, body: json } = failure
      failure = undefined
      res.writeHead(status, {
        'content-type': json === undefined ? 'text/html' : 'application/json',
      })
      res.end(json === undefined ? '<html></html>' : JSON.stringify(json))
      return
    }
    const { method = 'GET', headers } = req
    const response = await fetch(apiUrl + req.url, {
      method,
      headers: { authorization: `${headers.authorization}`, 'content-type': 'application/json' },
      ...(method === 'POST' && { body }),
    })
    res.writeHead(response.status, { 'content-type': 'application/json' })
    res.end(await response.text())
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  const { port } = address
  return {
    url: `http://127.0.0.1:${port}`,
    bodies,
    failNext(status, json) {
      failure = { status, body: json }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
