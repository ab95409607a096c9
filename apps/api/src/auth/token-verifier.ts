import { hash } from 'node:crypto'
import { isStoreError } from '@threadkeep/store'
import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { UnauthenticatedError } from '../errors/errors.ts'
import { type Claimed, type ExpectedClaims, readClaims } from './claims.ts'
import type { CandidateKey } from './keys/published-keys.ts'
import type { TokenKeys } from './keys/token-keys.ts'

/** Whom a token speaks for, and what it may. Rejects with UnauthenticatedError. */
export type TokenVerifier = (token: string) => Promise<Claimed>

const REMEMBERED_TOKENS = 10_000

/** Tolerates a slow clock, so that a token made this second is not rejected. */
const CLOCK_TOLERANCE_SECONDS = 5

/**
 * Verified tokens are cached, because checking a signature costs a thousand times more than a
 * lookup.
 */
export function createTokenVerifier(expected: ExpectedClaims, keys: TokenKeys): TokenVerifier {
  const remembered = new LRUCache<string, { claimed: Claimed; until: number }>({
    max: REMEMBERED_TOKENS,
  })
  return async (token) => {
    // Keyed by digest, so that a memory dump is not a list of valid tokens.
    const digest = hash('sha256', token, 'base64')
    const known = remembered.get(digest)
    if (known !== undefined && Date.now() < known.until) return known.claimed
    try {
      const { payload, keyIssuer } = await verify(token, expected, keys)
      const claimed = readClaims(payload, expected, keyIssuer)
      remembered.set(digest, {
        claimed,
        until: Math.min(endOf(payload), Date.now() + keys.rememberMs),
      })
      return claimed
    } catch (error) {
      throw isStoreError(error) ? error : new UnauthenticatedError(error)
    }
  }
}

/** Verifies with the first key that fits. */
async function verify(token: string, expected: ExpectedClaims, keys: TokenKeys) {
  const header = decodeProtectedHeader(token)
  // Checked before keys are looked up, because that may fetch them.
  if (header.alg === undefined || !keys.algorithms.includes(header.alg)) {
    throw new errors.JOSEAlgNotAllowed('not an algorithm of the settings')
  }
  let failure: unknown
  for await (const { key, issuer: keyIssuer } of keys.candidates(header)) {
    try {
      return { payload: await verifyWith(key, token, expected, keys.algorithms), keyIssuer }
    } catch (error) {
      if (!isOfKey(error)) throw error
      failure = error
    }
  }
  throw failure ?? new errors.JWKSNoMatchingKey()
}

/**
 * Whether another key may fit: the signature is not of this one, or jose rejects the key itself, an
 * RSA key of 1024 bits, say, by a TypeError. Any other error means that the signature is valid, or
 * that no key would make it so.
 */
function isOfKey(error: unknown): boolean {
  return (
    error instanceof errors.JWSSignatureVerificationFailed || !(error instanceof errors.JOSEError)
  )
}

async function verifyWith(
  key: CandidateKey['key'],
  token: string,
  expected: ExpectedClaims,
  algorithms: string[],
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, key, {
    algorithms,
    requiredClaims: ['exp'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(expected.audiences === undefined ? {} : { audience: expected.audiences }),
  })
  // jose applies its tolerance to `exp` too; an expired token is expired.
  if (endOf(payload) <= Date.now()) {
    throw new errors.JWTExpired('"exp" claim timestamp check failed', payload, 'exp')
  }
  return payload
}

/** Milliseconds since 1970. */
function endOf({ exp = 0 }: JWTPayload): number {
  return exp * 1000
}
