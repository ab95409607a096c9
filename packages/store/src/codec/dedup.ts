import { hash } from 'node:crypto'
import type { NewMessage } from '@threadkeep/shared'
import { configure } from 'safe-stable-stringify'
import { compactId, randomText } from './ids.ts'

const canonicalJson = configure({ deterministic: true, strict: false })

/** What names one change, however often it is sent, and what tells a repeat from another change. */
export interface Dedup {
  dedupKey: string
  payloadFingerprint: string
}

/** In characters. As field names of a hash, longer ones would take the double of the memory. */
export const DEDUP_KEY_LENGTH = 14

/** `payload`: what is the same in every repeat, whatever the order of its objects' keys. */
export function toDedup(
  idempotencyKey: string | undefined,
  payload: () => unknown,
  ownKey: () => string = randomDedupKey,
): Dedup {
  // Nobody else can come with a key that was made here, so there is nothing to tell apart.
  if (idempotencyKey === undefined) return { dedupKey: ownKey(), payloadFingerprint: '' }
  const digest = shortDigest(canonicalJson(payload()) ?? '', 66)
  return { dedupKey: toDedupKey(idempotencyKey), payloadFingerprint: digest }
}

/** Metadata only where there is some, so that payloads without it keep the fingerprint they had. */
export function appendPayload({ role, content, metadata }: NewMessage): unknown[] {
  return metadata === undefined ? [role, content] : [role, content, metadata]
}

/** A caller's key, hashed: it is remembered with every append, so it had better be short. */
export function toDedupKey(idempotencyKey: string): string {
  return hash('sha256', idempotencyKey, 'base64url').slice(0, DEDUP_KEY_LENGTH)
}

/**
 * Changes other than appends are remembered by their keys alone, for all of an owner's conversations
 * together. What is changed is part of the key, so that the same key with another payload is another
 * change, applied, and never taken for a repeat and dropped.
 */
export function changeKey(idempotencyKey: string | undefined, change: unknown): string {
  if (idempotencyKey === undefined) return randomDedupKey()
  return toDedupKey(canonicalJson([idempotencyKey, change]) ?? '')
}

/** For a change without a key, so that a command sent twice by this process is applied once. */
export function randomDedupKey(): string {
  return randomText(12).slice(0, DEDUP_KEY_LENGTH)
}

/**
 * For an append without a key: its first message's id names it, and is compared whole where its end
 * is met again.
 */
export function dedupKeyFromMessageId(firstMessageId: string): string {
  return compactId(firstMessageId).slice(-DEDUP_KEY_LENGTH)
}

/** So many bits of SHA-256, six to a character. */
export function shortDigest(text: string, bits: 66 | 132): string {
  return hash('sha256', text, 'base64url').slice(0, bits / 6)
}
