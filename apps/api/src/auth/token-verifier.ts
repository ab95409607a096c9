import { hash } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'
import { isStoreError } from '@threadkeep/store'
import { errors, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { UnauthenticatedError } from '../errors.ts'
import { claimedOwner, type ExpectedClaims } from './claims.ts'
import type { TokenKey } from './token-key.ts'

/** The owner that a token speaks for. Rejects with UnauthenticatedError. */
export type TokenVerifier = (token: string) => Promise<Owner>

const REMEMBERED_TOKENS = 10_000

/** A clock that is a little slow must not refuse a token that was made this very second. */
const CLOCK_TOLERANCE_SECONDS = 5

/** Checking a signature costs a thousand times what a look-up does: it is not done for each call. */
export function createTokenVerifier(expected: ExpectedClaims, key: TokenKey): TokenVerifier {
  const remembered = new LRUCache<string, { owner: Owner; until: number }>({
    max: REMEMBERED_TOKENS,
  })
  return async (token) => {
    // By digest: a dump of this process's memory should not be a list of live tokens.
    const digest = hash('sha256', token, 'base64')
    const known = remembered.get(digest)
    if (known !== undefined && Date.now() < known.until) return known.owner
    try {
      const { payload, protectedHeader } = await verify(token, expected, key)
      const owner = claimedOwner(payload, expected, key.issuerOfKey(protectedHeader.kid))
      remembered.set(digest, {
        owner,
        until: Math.min(endOf(payload), Date.now() + key.rememberMs),
      })
      return owner
    } catch (error) {
      throw isStoreError(error) ? error : new UnauthenticatedError(error)
    }
  }
}

async function verify(token: string, expected: ExpectedClaims, key: TokenKey) {
  const verified = await jwtVerify(token, key.find, {
    algorithms: key.algorithms,
    requiredClaims: ['exp', expected.userClaim, expected.tenantClaim],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(expected.audiences === undefined ? {} : { audience: expected.audiences }),
  })
  // jose gives its tolerance to both ends; what has expired has expired.
  if (endOf(verified.payload) <= Date.now()) {
    throw new errors.JWTExpired('"exp" claim timestamp check failed', verified.payload, 'exp')
  }
  return verified
}

/** Milliseconds since 1970. */
function endOf({ exp = 0 }: JWTPayload): number {
  return exp * 1000
}
