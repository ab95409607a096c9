import type { webcrypto } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'
import { SignJWT } from 'jose'
import type { ExpectedClaims } from './claims.ts'
import { issuerOf } from './issuer.ts'

export interface DevToken {
  token: string
  /** ISO 8601 UTC. */
  expiresAt: string
}

/** Issues tokens for any owner that the caller names. When there is one: auth-rules.ts. */
export type DevTokenIssuer = (owner: Owner) => Promise<DevToken>

const LIFETIME_SECONDS = 3600

export function createDevTokenIssuer(
  claims: ExpectedClaims,
  secret: webcrypto.CryptoKey,
): DevTokenIssuer {
  return async ({ tenantId, userId }) => {
    const expiry = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS
    const token = new SignJWT({
      [claims.userClaim]: userId,
      [claims.tenantClaim]: tenantId,
      ...(claims.clientIds === undefined ? {} : { azp: claims.clientIds[0] }),
      ...(claims.scope === undefined ? {} : { scope: claims.scope }),
    })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime(expiry)
    const issuer = claims.issuer === undefined ? undefined : issuerOf(tenantId, claims.issuer)
    if (issuer !== undefined) token.setIssuer(issuer)
    if (claims.audiences !== undefined) token.setAudience(claims.audiences)
    return { token: await token.sign(secret), expiresAt: new Date(expiry * 1000).toISOString() }
  }
}
