import { hash } from 'node:crypto'
import type { NewMessage } from '@threadkeep/shared'
import { configure } from 'safe-stable-stringify'
import { compactId, randomText } from './ids.ts'

const canonicalJson = configure({ deterministic: true, strict: false })

/**
 * The name of one change, however often it is sent, and the fingerprint that tells a repeat from
 * another change.
 */
export interface Dedup {
  dedupKey: string
  payloadFingerprint: string
}

/** In characters. Longer field names of a hash would take twice the memory. */
export const DEDUP_KEY_LENGTH = 14

/** `payload`: equal in every repeat; the order of object keys does not matter. */
export function toDedup(
  idempotencyKey: string | undefined,
  payload: () => unknown,
  ownKey: () => string = randomDedupKey,
): Dedup {
  // No other caller can have this key, so no fingerprint is needed.
  if (idempotencyKey === undefined) return { dedupKey: ownKey(), payloadFingerprint: '' }
  const digest = shortDigest(canonicalJson(payload()) ?? '', 66)
  return { dedupKey: toDedupKey(idempotencyKey), payloadFingerprint: digest }
}

/**
 * What is optional only if it is there, so that payloads without it keep their fingerprint.
 * `replaces`: the same messages in another place are another append.
 */
export function appendPayload(messages: readonly NewMessage[], replaces?: number): unknown[] {
  const payload = messages.map(({ role, content, metadata }) =>
    metadata === undefined ? [role, content] : [role, content, metadata],
  )
  return replaces === undefined ? payload : [...payload, { replaces }]
}

/** The hash of a caller's key. It is short because it is stored with every append. */
export function toDedupKey(idempotencyKey: string): string {
  return hash('sha256', idempotencyKey, 'base64url').slice(0, DEDUP_KEY_LENGTH)
}

/**
 * Changes other than appends are remembered by their dedup keys only, for all of an owner's
 * conversations together. What is changed is part of the key: the same idempotency key with another
 * payload is another change, never a repeat that would be dropped. NUL, which no idempotency key may
 * contain, keeps them apart from appends, beside which regenerations are remembered: a caller's key that
 * spells a change would be taken for its repeat.
 */
export function changeKey(idempotencyKey: string | undefined, change: unknown): string {
  if (idempotencyKey === undefined) return randomDedupKey()
  return toDedupKey(`\0${canonicalJson([idempotencyKey, change])}`)
}

/** For a change without a key, so that a command that this process sends twice is applied once. */
export function randomDedupKey(): string {
  return randomText(12).slice(0, DEDUP_KEY_LENGTH)
}

/**
 * For an append without a key: the end of its first message's id. Where two ids end alike, the
 * whole id is compared.
 */
export function dedupKeyFromMessageId(firstMessageId: string): string {
  return compactId(firstMessageId).slice(-DEDUP_KEY_LENGTH)
}

/** The first `bits` of SHA-256 in base64url, six to a character. */
export function shortDigest(text: string, bits: 66 | 132): string {
  return hash('sha256', text, 'base64url').slice(0, bits / 6)
}
