import type { webcrypto } from 'node:crypto'
import { StoreUnavailableError } from '@threadkeep/store'
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'

/** What signatures are checked with. The algorithms are never the token's to choose. */
export interface TokenKey {
  readonly algorithms: string[]
  readonly find: JWTVerifyGetKey
}

/** Imported once: given raw bytes, jose would import them again for every token. */
export function importSecret(secret: Uint8Array<ArrayBuffer>): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return crypto.subtle.importKey('raw', secret, algorithm, false, ['sign', 'verify'])
}

export function secretKey(secret: webcrypto.CryptoKey): TokenKey {
  return { algorithms: ['HS256'], find: async () => secret }
}

export function remoteKeys(url: string): TokenKey {
  const fetched = createRemoteJWKSet(new URL(url), { timeoutDuration: 3000 })
  return {
    algorithms: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
    find: (header, token) => fetched(header, token).catch(blameTokenOrEndpoint),
  }
}

/** A key that the set does not have is the token's fault, a set that cannot be had is not. */
function blameTokenOrEndpoint(error: unknown): never {
  const tokensFault =
    error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
  if (tokensFault) throw error
  throw new StoreUnavailableError('not_applied', `the key set cannot be had: ${error}`)
}
