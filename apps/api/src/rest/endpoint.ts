import { ConversationSchema, type ErrorReason } from '@threadkeep/shared'
import type { z } from 'zod'
import type { RouterInputs } from '../trpc/routers/app.ts'

/** One route for clients without tRPC: which procedure it leads to, and what it tells of itself. */
export interface Route {
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
  /** Beside those that any call may meet. */
  refusals: readonly ErrorReason[]
}

/** A route that is answered with JSON. */
export interface Endpoint extends Route {
  answer: z.ZodType
}

/** A route that is answered with server-sent events, for as long as their reader stays. */
export interface EventEndpoint extends Route {
  method: 'GET'
  procedure: 'watch' | 'watchList'
  event: z.ZodType
}

export function hasBody({ method }: Route): boolean {
  return method === 'POST' || method === 'PATCH'
}

export function takesKey({ fields }: Route): boolean {
  return Object.hasOwn(fields.shape, 'idempotencyKey')
}

export function takesRevision({ fields }: Route): boolean {
  return Object.hasOwn(fields.shape, 'expectedRevision')
}

export function isWatch(route: Route): route is EventEndpoint {
  return Object.hasOwn(route, 'event')
}

/** Whether the answer is a conversation, which has an ETag. */
export function isRevisioned({ answer }: Endpoint): boolean {
  return answer === ConversationSchema
}

export function toExpressPath({ path }: Route): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
