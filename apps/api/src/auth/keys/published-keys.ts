import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from 'jose'

/** A key that may have signed a token. */
export interface CandidateKey {
  readonly key: CryptoKey
  /** The only issuer that may use the key, if its publisher names one. */
  readonly issuer: string | undefined
}

/** The keys of one set that fit a token's header; several if names do not identify one. */
export type MatchKeys = (header: JWSHeaderParameters) => Promise<CandidateKey[]>

/**
 * jose selects and imports each key as a set of its own, because it rejects a set in which two keys
 * fit. A key without a name fits any token. Rejects if no fitting key can be imported.
 */
export function createKeyMatcher({ keys }: JSONWebKeySet): MatchKeys {
  const each = keys.map((jwk) => ({
    isNamed: jwk.kid !== undefined,
    issuer: 'issuer' in jwk && typeof jwk.issuer === 'string' ? jwk.issuer : undefined,
    find: createLocalJWKSet({ keys: [jwk] }),
  }))
  return async (header) => {
    const { kid: _kid, ...unnamed } = header
    const found: CandidateKey[] = []
    let unusable: unknown
    for (const { isNamed, issuer, find } of each) {
      const { alg = '', ...rest } = isNamed ? header : unnamed
      try {
        found.push({ key: await find({ alg, ...rest }), issuer })
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) unusable = error
      }
    }
    if (found.length === 0 && unusable !== undefined) throw unusable
    return found
  }
}
