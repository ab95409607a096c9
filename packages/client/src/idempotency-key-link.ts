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
  'setStatus',
  'setStatusMany',
  'delete',
  'deleteMany',
].map((procedure) => `conversation.${procedure}`)

const KEY_BYTES = 16

/** Gives its key to a call that has none, before its first attempt, so that all have the same. */
export const idempotencyKeyLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) => {
    const needsKey =
      IDEMPOTENT_PROCEDURES.includes(op.path) && !hasField(op.input, 'idempotencyKey')
    return next(needsKey ? { ...op, input: { ...Object(op.input), idempotencyKey: newKey() } } : op)
  }

/**
 * Unlike crypto.randomUUID, getRandomValues is there on pages without TLS as well. React Native has
 * neither, and its Math.random may have 31 bits of state: the time keeps apart the keys of two runs.
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
