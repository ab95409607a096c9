import type { AppRouter } from '@threadkeep/api'
import type { TRPCLink } from '@trpc/client'
import { hasField } from './retry-policy.ts'

const IDEMPOTENT_PROCEDURES = [
  'start',
  'send',
  'regenerate',
  'edit',
  'append',
  'redact',
  'rename',
  'setMetadata',
  'setStatus',
  'setStatusMany',
  'delete',
  'deleteMany',
].map((procedure) => `conversation.${procedure}`)

const KEY_BYTES = 16

/** Adds a key to a call without one. Runs before the first attempt, so all attempts have the same key. */
export const idempotencyKeyLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) => {
    const needsKey =
      IDEMPOTENT_PROCEDURES.includes(op.path) && !hasField(op.input, 'idempotencyKey')
    return next(needsKey ? { ...op, input: { ...Object(op.input), idempotencyKey: newKey() } } : op)
  }

/**
 * getRandomValues, because crypto.randomUUID is missing on pages without TLS. React Native has
 * neither. Its Math.random may have only 31 bits of state, so two runs could make the same key; the
 * time prevents that.
 */
function newKey(): string {
  const webCrypto: Pick<Crypto, 'getRandomValues'> | undefined = globalThis.crypto
  if (webCrypto === undefined) return `${Date.now().toString(36)}-${hex(pseudoRandomBytes())}`
  return hex(webCrypto.getRandomValues(new Uint8Array(KEY_BYTES)))
}

function pseudoRandomBytes(): Uint8Array {
  return Uint8Array.from({ length: KEY_BYTES }, () => Math.floor(Math.random() * 256))
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
