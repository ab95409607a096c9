import type { webcrypto } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'
import { SignJWT } from 'jose'
import type { AuthConfig } from '../env.ts'

export interface DevToken {
  token: string
  /** ISO 8601 UTC. */
  expiresAt: string
}

/** Signs in as whoever the caller says they are: for development, where no key is configured. */
export type DevTokenIssuer = (owner: Owner) => Promise<DevToken>

const LIFETIME_SECONDS = 3600

export function createDevTokenIssuer(
  claims: Omit<AuthConfig, 'key'>,
  secret: webcrypto.CryptoKey,
): DevTokenIssuer {
  return async ({ tenantId, userId }) => {
    const expiry = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS
    const token = new SignJWT({ [claims.userClaim]: userId, [claims.tenantClaim]: tenantId })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime(expiry)
    if (claims.issuer !== undefined) token.setIssuer(claims.issuer)
    if (claims.audience !== undefined) token.setAudience(claims.audience)
    return { token: await token.sign(secret), expiresAt: new Date(expiry * 1000).toISOString() }
  }
}
