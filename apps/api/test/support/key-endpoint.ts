import { once } from 'node:events'
import { createServer } from 'node:http'
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose'

/** An identity provider's key set, served over HTTP. */
export interface KeyEndpoint extends AsyncDisposable {
  readonly url: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly kid: string
}

export async function startKeyEndpoint(alg = 'RS256', status = 200): Promise<KeyEndpoint> {
  const kid = 'key-1'
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const keys = [{ ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }]
  const server = createServer((_req, res) => {
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return {
    url: `http://127.0.0.1:${address.port}/keys`,
    privateKey,
    publicKey,
    kid,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
