import type { webcrypto } from 'node:crypto'
import { isStoreError, StoreUnavailableError } from '@threadkeep/store'
import type { JWTVerifyGetKey } from 'jose'
import { errors } from 'jose'
import type { Logger } from '../log.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { createKeySet, KEY_SET_TIMES, type KeySetEvent, type KeySetTimes } from './key-set.ts'

/** What signatures are checked with. The algorithms are never the token's to choose. */
export interface TokenKey {
  readonly algorithms: string[]
  readonly find: JWTVerifyGetKey
  /** The only issuer that may use the key of this name, where its publisher names one. */
  issuerOfKey(kid: string | undefined): string | undefined
  /** How long a signature that was found good need not be checked again. */
  readonly rememberMs: number
}

/** With the times of key-set.ts: a withdrawn key is refused a quarter of an hour later. */
const REMEMBER_MS = 5 * 60_000

/** Imported once: given raw bytes, jose would import them again for every token. */
export function importSecret(secret: Uint8Array<ArrayBuffer>): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return crypto.subtle.importKey('raw', secret, algorithm, false, ['sign', 'verify'])
}

export function secretKey(secret: webcrypto.CryptoKey): TokenKey {
  return {
    algorithms: ['HS256'],
    find: async () => secret,
    issuerOfKey: () => undefined,
    rememberMs: Number.POSITIVE_INFINITY,
  }
}

export function remoteKeys(url: string, log: Logger, times: KeySetTimes = KEY_SET_TIMES): TokenKey {
  const load = (timeoutMs: number) => fetchKeySet(url, timeoutMs)
  const keys = createKeySet(load, times, logKeySetEvents(log))
  return {
    algorithms: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'],
    find: (header, token) => keys.find(header, token).catch(blameTokenOrKeys),
    issuerOfKey(kid) {
      const key = keys.published(kid)
      if (key === undefined || !('issuer' in key)) return undefined
      return typeof key.issuer === 'string' ? key.issuer : undefined
    },
    rememberMs: REMEMBER_MS,
  }
}

/** A key that the set does not have is the token's fault, a set that cannot be used is not. */
function blameTokenOrKeys(error: unknown): never {
  const tokensFault =
    error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
  if (tokensFault || isStoreError(error)) throw error
  throw new StoreUnavailableError('not_applied', `the key set cannot be used: ${error}`)
}

function logKeySetEvents(log: Logger): (event: KeySetEvent) => void {
  return (event) => {
    if (event.type === 'changed') log.info({ kids: event.kids }, 'The keys of tokens are fetched')
    else log.warn({ err: event.error }, 'The keys of tokens cannot be fetched; known ones are used')
  }
}
