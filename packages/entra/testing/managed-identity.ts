import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

/** The endpoint of Azure App Service where programs get the tokens of their managed identity. */
export interface ManagedIdentity extends AsyncDisposable {
  /** What the platform sets for a program. */
  readonly variables: Readonly<Record<string, string>>
  /** The resource that each request so far asked a token for. */
  readonly requests: readonly string[]
}

/** A real HTTP server on loopback. While `issue` rejects it responds with an error that quotes the secret. */
export async function startManagedIdentity(
  issue: () => Promise<{ token: string; expiresAt: number }>,
): Promise<ManagedIdentity> {
  const secret = randomUUID()
  const requests: string[] = []
  const server = createServer(async (req, res) => {
    const resource = new URL(req.url ?? '', 'http://localhost').searchParams.get('resource') ?? ''
    requests.push(resource)
    const isKnown = req.headers['x-identity-header'] === secret
    const issued = isKnown ? await issue().catch(() => undefined) : undefined
    res.setHeader('content-type', 'application/json')
    if (issued === undefined) {
      res.writeHead(400).end(JSON.stringify({ statusCode: 400, message: `no: ${secret}` }))
      return
    }
    const { token, expiresAt } = issued
    const expiresOn = String(Math.floor(expiresAt / 1000))
    const body = { access_token: token, expires_on: expiresOn, token_type: 'Bearer', resource }
    res.end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    variables: { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/token`, IDENTITY_HEADER: secret },
    requests,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A token that names its owner, as Redis on Azure is told. Nobody signed it. */
export function unsignedToken(objectId: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ oid: objectId, nonce: randomUUID() })}.`
}
