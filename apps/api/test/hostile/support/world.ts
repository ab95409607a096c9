import { randomUUID } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'
import { type RedisServer, startRedis } from '@threadkeep/store/testing'
import { exportJWK, exportSPKI } from 'jose'
import { clientWith } from '../../support/api.ts'
import { type BuiltServer, startBuiltServer } from '../../support/built-server.ts'
import { type KeyEndpoint, startKeyEndpoint } from '../../support/key-endpoint.ts'
import { SECRET } from '../../support/tokens.ts'
import { AUDIENCE, ISSUER, soundToken } from './forge.ts'

/** What the requests of the table are aimed at: the built server, twice, on a real Redis. */
export interface World extends AsyncDisposable {
  readonly redis: RedisServer
  /** Verifies tokens with a secret, or with the public keys of an endpoint. */
  readonly servers: { secret: BuiltServer; jwks: BuiltServer }
  readonly keys: KeyEndpoint
  /** What of the key pair is public, in the forms that an attacker would try as a secret. */
  readonly publicKeys: { pem: string; jwk: string; modulus: string }
  readonly owner: Owner
  /** Sound, for the server with the secret. */
  readonly token: string
  readonly conversationId: string
  /** Of another user of the same tenant. */
  readonly strangersId: string
}

export async function startWorld(): Promise<World> {
  const [redis, keys] = await Promise.all([startRedis(), startKeyEndpoint()])
  const settings = {
    NODE_ENV: 'production',
    REDIS_URL: redis.url,
    // An honest 503 of a machine that is busy elsewhere is in no row.
    REDIS_COMMAND_TIMEOUT_MS: '20000',
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: AUDIENCE,
    RATE_LIMIT_PER_MINUTE: '1000000',
  }
  const [secret, jwks] = await Promise.all([
    startBuiltServer({ ...settings, AUTH_JWT_SECRET: SECRET }),
    startBuiltServer({ ...settings, AUTH_JWKS_URL: keys.url }),
  ])
  const owner = { tenantId: randomUUID(), userId: 'ada' }
  const token = soundToken(owner)
  const start = async (of: string) =>
    (await clientWith(secret.url, of).conversation.start.mutate({})).id
  const jwk = await exportJWK(keys.publicKey)
  return {
    redis,
    servers: { secret, jwks },
    keys,
    publicKeys: {
      pem: await exportSPKI(keys.publicKey),
      jwk: JSON.stringify(jwk),
      modulus: jwk.n ?? '',
    },
    owner,
    token,
    conversationId: await start(token),
    strangersId: await start(soundToken({ ...owner, userId: 'eve' })),
    async [Symbol.asyncDispose]() {
      await Promise.all([secret.end('SIGKILL'), jwks.end('SIGKILL')])
      await keys[Symbol.asyncDispose]()
      await redis.stop()
    },
  }
}
