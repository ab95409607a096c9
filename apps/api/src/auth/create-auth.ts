import { randomBytes } from 'node:crypto'
import { isLoopback } from '../lib/loopback.ts'
import type { Logger } from '../observability/log.ts'
import type { AuthConfig } from './auth-config.ts'
import { createDevTokenIssuer, type DevTokenIssuer } from './dev-tokens.ts'
import type { KeySetTimes } from './keys/key-set.ts'
import { importSecret, publicKeys, secretKeys, type TokenKeys } from './keys/token-keys.ts'
import { createTokenVerifier, type TokenVerifier } from './token-verifier.ts'

export interface Auth {
  verifyToken: TokenVerifier
  /** Null wherever a key is configured. */
  issueDevToken: DevTokenIssuer | null
  /** For readiness: a server without keys rejects every call. */
  keys: Pick<TokenKeys, 'isUsable'>
  /** Whether there are tokens that may append messages of the assistant. */
  hasAppend: boolean
}

export interface AuthOptions {
  keySetTimes?: KeySetTimes | undefined
}

export async function createAuth(
  { key, ...claims }: AuthConfig,
  log: Logger,
  { keySetTimes }: AuthOptions = {},
): Promise<Auth> {
  const hasAppend = claims.appendScope !== undefined
  switch (key.kind) {
    case 'jwks': {
      const hasClient = claims.audiences !== undefined || claims.clientIds !== undefined
      if (claims.issuer === undefined || !hasClient) {
        const both = 'AUTH_ISSUER and AUTH_AUDIENCE (or AUTH_CLIENT_IDS)'
        log.warn(`Without ${both} tokens that are not meant for this API are let in`)
      }
      if (key.source.kind === 'url' && isFetchedInTheClear(key.source.url)) {
        log.warn(
          'AUTH_JWKS_ALLOW_HTTP: an attacker between here and the key endpoint can replace the keys',
        )
      }
      const keys = publicKeys(key, log, keySetTimes)
      return {
        verifyToken: createTokenVerifier(claims, keys),
        issueDevToken: null,
        keys,
        hasAppend,
      }
    }
    case 'secret': {
      const encoder = new TextEncoder()
      const secrets = key.secrets.map((secret) => importSecret(encoder.encode(secret)))
      const keys = secretKeys(await Promise.all(secrets))
      // Logs the number of secrets, because a comma inside a secret would split it.
      if (secrets.length > 1) log.info({ secrets: secrets.length }, 'AUTH_JWT_SECRET is a list')
      return {
        verifyToken: createTokenVerifier(claims, keys),
        issueDevToken: null,
        keys,
        hasAppend,
      }
    }
    case 'development': {
      if (key.anyHost) {
        log.warn('AUTH_DEV_TOKENS: anybody who reaches this server gets a token for any tenant')
      }
      // Random for each process: a fixed secret, once known, would open every such server.
      const secret = await importSecret(new Uint8Array(randomBytes(32)))
      const keys = secretKeys([secret])
      return {
        verifyToken: createTokenVerifier(claims, keys),
        issueDevToken: createDevTokenIssuer(claims, secret),
        keys,
        hasAppend,
      }
    }
  }
}

function isFetchedInTheClear(text: string): boolean {
  const { protocol, hostname } = new URL(text)
  return protocol === 'http:' && !isLoopback(hostname)
}
