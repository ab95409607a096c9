import type { webcrypto } from 'node:crypto'
import type { JWSHeaderParameters } from 'jose'
import type { Logger } from '../../observability/log.ts'
import type { AuthKey } from '../auth-config.ts'
import { createKeySetFetch, type FetchKeySet } from './fetch-key-set.ts'
import { createKeySet, KEY_SET_TIMES, type KeySetEvent, type KeySetTimes } from './key-set.ts'
import type { CandidateKey } from './published-keys.ts'
import { readKeySetFile } from './read-key-set-file.ts'

/** The keys that verify signatures. The token never chooses the algorithm. */
export interface TokenKeys {
  readonly algorithms: string[]
  /** The keys that may have signed a token, to try one by one; see key-set.ts. */
  candidates(header: JWSHeaderParameters): AsyncIterable<CandidateKey>
  /** Whether there are keys to verify with. Without any, every call is a 503. */
  isUsable(): boolean
  /** How long a verified signature is trusted without another check. */
  readonly rememberMs: number
}

/** With the times of key-set.ts: a withdrawn key is rejected after a quarter of an hour. */
const REMEMBER_MS = 5 * 60_000

/** Imported once, because jose would import raw bytes for every token. */
export function importSecret(secret: Uint8Array<ArrayBuffer>): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  return crypto.subtle.importKey('raw', secret, algorithm, false, ['sign', 'verify'])
}

/** Newest first, because most tokens are signed with it. */
export function secretKeys(secrets: readonly webcrypto.CryptoKey[]): TokenKeys {
  return {
    algorithms: ['HS256'],
    async *candidates() {
      for (const key of secrets) yield { key, issuer: undefined }
    },
    isUsable: () => true,
    rememberMs: Number.POSITIVE_INFINITY,
  }
}

export function publicKeys(
  { source, algorithms }: Extract<AuthKey, { kind: 'jwks' }>,
  log: Logger,
  times: KeySetTimes = KEY_SET_TIMES,
): TokenKeys {
  const load: FetchKeySet =
    source.kind === 'file'
      ? async () => readKeySetFile(source.path)
      : createKeySetFetch(source.url, source.proxy)
  const { candidates, isUsable } = createKeySet(load, times, logKeySetEvents(log))
  return { algorithms, candidates, isUsable, rememberMs: REMEMBER_MS }
}

function logKeySetEvents(log: Logger): (event: KeySetEvent) => void {
  return (event) => {
    if (event.type === 'changed') log.info({ kids: event.kids }, 'The keys of tokens are fetched')
    else log.warn({ err: event.error }, 'The keys of tokens cannot be fetched; known ones are used')
  }
}
