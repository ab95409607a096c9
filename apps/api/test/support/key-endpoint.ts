import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose'

/** A key pair of an identity provider, and what it publishes of it. */
export interface SigningKey {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly kid: string
  readonly jwk: JWK
}

/** How an endpoint fails; in `unreachable` nothing listens at its port. */
export type Fault = 'hanging' | 'unreachable' | 'status 500' | 'garbage' | 'no keys' | 'too large'

/** An identity provider's key set, served over HTTP. It starts with one key. */
export interface KeyEndpoint extends SigningKey, AsyncDisposable {
  readonly url: string
  /** How many requests it got, and how many of those still wait for a response. */
  readonly asked: number
  readonly waiting: number
  publish(...keys: JWK[]): void
  fail(fault: Fault): Promise<void>
  recover(): Promise<void>
  /** Redirects every request. */
  redirect(url: string): void
}

export async function createSigningKey(kid: string, alg = 'RS256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return {
    privateKey,
    publicKey,
    kid,
    jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
  }
}

export async function startKeyEndpoint(alg = 'RS256'): Promise<KeyEndpoint> {
  const first = await createSigningKey('key-1', alg)
  let keys = [first.jwk]
  let asked = 0
  const waiting = new Set<ServerResponse>()
  const respondWithKeys = (res: ServerResponse) => sendJson(res, { keys })
  let response = respondWithKeys
  const faults: Record<Exclude<Fault, 'unreachable'>, typeof response> = {
    hanging: () => {},
    'status 500': (res) => res.writeHead(500).end('{}'),
    garbage: (res) => res.end('<html>We will be right back</html>'),
    'no keys': (res) => sendJson(res, { keys: [] }),
    'too large': (res) => sendJson(res, { keys: [...keys, { kty: 'x'.repeat(1_000_000) }] }),
  }

  const server = createServer((_req, res) => {
    asked += 1
    waiting.add(res)
    res.once('close', () => waiting.delete(res))
    response(res)
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const stop = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  await listen(0)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  const { port } = address

  return {
    ...first,
    url: `http://127.0.0.1:${port}/keys`,
    get asked() {
      return asked
    },
    get waiting() {
      return waiting.size
    },
    publish(...published) {
      keys = published
    },
    async fail(fault) {
      if (fault === 'unreachable') await stop()
      else response = faults[fault]
    },
    async recover() {
      response = respondWithKeys
      for (const res of waiting) res.destroy()
      if (!server.listening) await listen(port)
    },
    redirect(url) {
      response = (res) => res.writeHead(302, { location: url }).end()
    },
    [Symbol.asyncDispose]: stop,
  }
}

function sendJson(res: ServerResponse, body: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
