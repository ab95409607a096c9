import type { Owner } from '@threadkeep/shared'
import { type CryptoKey, type JWTPayload, SignJWT } from 'jose'

export const SECRET = 'a secret of the tests that is longer than 32 bytes'

export interface TokenOptions {
  claims?: JWTPayload
  alg?: string
  key?: CryptoKey | Uint8Array
  kid?: string
  /** Seconds from now; null for a token without `exp`. */
  expiresIn?: number | null
}

/** A token as an identity provider would make it, sound unless an option spoils it. */
export async function signToken(owner: Owner | null, options: TokenOptions = {}): Promise<string> {
  const { alg = 'HS256', key = secretBytes(SECRET), expiresIn = 600, kid } = options
  const claims = owner === null ? {} : { sub: owner.userId, tid: owner.tenantId }
  const token = new SignJWT({ ...claims, ...options.claims })
  token.setProtectedHeader(kid === undefined ? { alg } : { alg, kid }).setIssuedAt()
  if (expiresIn !== null) token.setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
  return token.sign(key)
}

export function secretBytes(secret: string): Uint8Array {
  return new TextEncoder().encode(secret)
}
