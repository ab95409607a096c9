import { createHmac } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'
import { SECRET } from '../../support/tokens.ts'

export const ISSUER = 'https://id.example'
export const AUDIENCE = 'threadkeep'

/** In what is sent as message, title or claim: neither a log nor a response may have it. */
export const CANARY = 'canary-7f3a'

export interface Forgery {
  header?: Record<string, unknown>
  /** An object, or what stands in its place. */
  payload?: unknown
  /** What the HMAC is made with. Null: no signature at all. */
  secret?: string | null
  hash?: 'sha256' | 'sha384' | 'sha512'
}

const HEADER = { alg: 'HS256', typ: 'JWT' }

/**
 * A token with any header and payload, signed as HS256 does: libraries do not make most of
 * these.
 */
export function forge({ header = HEADER, payload, secret = SECRET, hash = 'sha256' }: Forgery) {
  return signed(encode(JSON.stringify(header)), encode(JSON.stringify(payload)), secret, hash)
}

export function signed(header: string, payload: string, secret: string | null, hash = 'sha256') {
  const input = `${header}.${payload}`
  if (secret === null) return `${input}.`
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`
}

export function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}

export function soundClaims({ tenantId, userId }: Owner): Record<string, unknown> {
  return { sub: userId, tid: tenantId, iss: ISSUER, aud: AUDIENCE, exp: secondsFromNow(600) }
}

export function soundToken(owner: Owner): string {
  return forge({ payload: soundClaims(owner) })
}

export function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds
}
