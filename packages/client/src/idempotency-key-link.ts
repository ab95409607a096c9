import type { AppRouter } from '@threadkeep/api'
import type { TRPCLink } from '@trpc/client'
import { hasField } from './retry-policy.ts'

const IDEMPOTENT_PROCEDURES = ['start', 'send', 'rename', 'setStatus', 'delete'].map(
  (procedure) => `conversation.${procedure}`,
)

/** Gives its key to a call that has none, before its first attempt, so that all have the same. */
export const idempotencyKeyLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) => {
    const needsKey =
      IDEMPOTENT_PROCEDURES.includes(op.path) && !hasField(op.input, 'idempotencyKey')
    return next(needsKey ? { ...op, input: { ...Object(op.input), idempotencyKey: newKey() } } : op)
  }

/** Unlike crypto.randomUUID this is there on pages without TLS as well. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
