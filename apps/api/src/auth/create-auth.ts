import { randomBytes } from 'node:crypto'
import type { AuthConfig } from '../env.ts'
import { createDevTokenIssuer, type DevTokenIssuer } from './dev-tokens.ts'
import { importSecret, remoteKeys, secretKey } from './token-key.ts'
import { createTokenVerifier, type TokenVerifier } from './token-verifier.ts'

export interface Auth {
  verifyToken: TokenVerifier
  /** Null wherever a key is configured. */
  issueDevToken: DevTokenIssuer | null
}

export async function createAuth({ key, ...claims }: AuthConfig): Promise<Auth> {
  switch (key.kind) {
    case 'jwks':
      return { verifyToken: createTokenVerifier(claims, remoteKeys(key.url)), issueDevToken: null }
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
