import { hash, randomUUID } from 'node:crypto'
import { configure } from 'safe-stable-stringify'

const canonicalJson = configure({ deterministic: true, strict: false })

/**
 * What names one change, however often it is sent: the caller's key, else one made here, so that a
 * command sent twice by this process is applied once as well. Hashed, for keys of one short length.
 */
export function operationKey(callersKey: string | undefined): string {
  return shortDigest(callersKey ?? randomUUID())
}

/** The same for equal payloads, whatever the order of their objects' keys. */
export function payloadDigest(payload: unknown): string {
  return shortDigest(canonicalJson(payload) ?? '')
}

/** 128 bits of SHA-256 in 22 characters. */
export function shortDigest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22)
}
