import { randomBytes } from 'node:crypto'
import type { Logger } from '../log.ts'
import type { AuthConfig } from './auth-env.ts'
import { createDevTokenIssuer, type DevTokenIssuer } from './dev-tokens.ts'
import type { KeySetTimes } from './key-set.ts'
import { importSecret, remoteKeys, secretKey } from './token-key.ts'
import { createTokenVerifier, type TokenVerifier } from './token-verifier.ts'

export interface Auth {
  verifyToken: TokenVerifier
  /** Null wherever a key is configured. */
  issueDevToken: DevTokenIssuer | null
}

export interface AuthOptions {
  keySetTimes?: KeySetTimes | undefined
}

export async function createAuth(
  { key, ...claims }: AuthConfig,
  log: Logger,
  { keySetTimes }: AuthOptions = {},
): Promise<Auth> {
  switch (key.kind) {
    case 'jwks': {
      if (claims.issuer === undefined || claims.audiences === undefined) {
        log.warn('Without AUTH_ISSUER and AUTH_AUDIENCE every token of these keys is let in')
      }
      const keys = remoteKeys(key.url, log, keySetTimes)
      return { verifyToken: createTokenVerifier(claims, keys), issueDevToken: null }
    }
    case 'secret': {
      const secret = await importSecret(new TextEncoder().encode(key.secret))
      return { verifyToken: createTokenVerifier(claims, secretKey(secret)), issueDevToken: null }
    }
    case 'development': {
      // Made anew by each process: a fixed one, once known, would open every such server.
      const secret = await importSecret(new Uint8Array(randomBytes(32)))
      return {
        verifyToken: createTokenVerifier(claims, secretKey(secret)),
        issueDevToken: createDevTokenIssuer(claims, secret),
      }
    }
  }
}
