import { createHash } from 'node:crypto'
import { type Owner, OwnerSchema } from '@threadkeep/shared'
import { isStoreError } from '@threadkeep/store'
import { type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import type { AuthConfig } from '../env.ts'
import { UnauthenticatedError } from '../errors.ts'
import type { TokenKey } from './token-key.ts'

/** The owner that a token speaks for. Rejects with UnauthenticatedError. */
export type TokenVerifier = (token: string) => Promise<Owner>

type Claims = Omit<AuthConfig, 'key'>

const REMEMBERED_TOKENS = 10_000

/** Checking a signature costs a thousand times what a look-up does: each token is checked once. */
export function createTokenVerifier(claims: Claims, key: TokenKey): TokenVerifier {
  const remembered = new LRUCache<string, { owner: Owner; expiresAt: number }>({
    max: REMEMBERED_TOKENS,
  })
  return async (token) => {
    // By digest: a dump of this process's memory should not be a list of live tokens.
    const digest = createHash('sha256').update(token).digest('base64')
    const known = remembered.get(digest)
    if (known !== undefined && Date.now() < known.expiresAt) return known.owner
    const payload = await verifiedPayload(token, claims, key)
    const owner = claimedOwner(payload, claims)
    remembered.set(digest, { owner, expiresAt: (payload.exp ?? 0) * 1000 })
    return owner
  }
}

async function verifiedPayload(token: string, claims: Claims, key: TokenKey): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key.find, {
      algorithms: key.algorithms,
      requiredClaims: ['exp', claims.userClaim, claims.tenantClaim],
      ...(claims.issuer === undefined ? {} : { issuer: claims.issuer }),
      ...(claims.audience === undefined ? {} : { audience: claims.audience }),
    })
    return payload
  } catch (error) {
    throw isStoreError(error) ? error : new UnauthenticatedError(error)
  }
}

/** jose checks that claims are there, not that they are strings. */
function claimedOwner(payload: JWTPayload, { tenantClaim, userClaim }: Claims): Owner {
  const owner = OwnerSchema.safeParse({
    tenantId: payload[tenantClaim],
    userId: payload[userClaim],
  })
  if (!owner.success) throw new UnauthenticatedError(owner.error)
  return owner.data
}
