import { ConversationSchema, type ErrorReason } from '@threadkeep/shared'
import type { z } from 'zod'
import type { RouterInputs } from '../trpc/routers/app.ts'

/** One route for clients without tRPC: which procedure it leads to, and what it tells of itself. */
export interface Endpoint {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below /api. The names in braces are fields of the procedure's input. */
  path: string
  procedure: keyof RouterInputs['conversation']
  operationId: string
  summary: string
  /** The other fields, in the query of a GET or DELETE and in the body of all others. */
  fields: z.ZodObject
  /** Fields that are numbers, which a query can only say in digits. */
  numbers?: readonly string[]
  /** Where the fields are not the procedure's own. Throws TRPCError. */
  toInput?(fields: unknown): unknown
  answer: z.ZodType
  /** Beside those that any call may meet. */
  refusals: readonly ErrorReason[]
}

export function hasBody({ method }: Endpoint): boolean {
  return method === 'POST' || method === 'PATCH'
}

export function takesKey({ fields }: Endpoint): boolean {
  return Object.hasOwn(fields.shape, 'idempotencyKey')
}

export function takesRevision({ fields }: Endpoint): boolean {
  return Object.hasOwn(fields.shape, 'expectedRevision')
}

/** Whether the answer is a conversation, which has an ETag. */
export function isRevisioned({ answer }: Endpoint): boolean {
  return answer === ConversationSchema
}
