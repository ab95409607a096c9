import { ConversationSchema, type ErrorReason } from '@threadkeep/shared'
import type { z } from 'zod'
import type { RouterInputs } from '../trpc/routers/app.ts'

/** One route for clients without tRPC: the procedure it calls, and its entry in the OpenAPI document. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below /api. The names in braces are fields of the procedure's input. */
  path: string
  procedure: keyof RouterInputs['conversation']
  operationId: string
  summary: string
  /** The other fields, in the query of a GET or DELETE and in the body of all others. */
  fields: z.ZodObject
  /** Number fields, which a query can only give as digits. */
  numbers?: readonly string[]
  /** If the fields differ from the procedure's. Throws TRPCError. */
  toInput?(fields: unknown): unknown
  /** Besides those that any call may meet. */
  errors: readonly ErrorReason[]
}

export interface EndpointOptions {
  /** Whether there are tokens that may append messages of the assistant. */
  hasAppend: boolean
}

/** A route with a JSON response. */
export interface Endpoint extends Route {
  responseSchema: z.ZodType
}

/** A route that responds with server-sent events until the client disconnects. */
export interface EventEndpoint extends Route {
  method: 'GET'
  procedure: 'watch' | 'watchList'
  event: z.ZodType
}

export function hasBody({ method }: Route): boolean {
  return method === 'POST' || method === 'PATCH'
}

export function acceptsIdempotencyKey({ fields }: Route): boolean {
  return Object.hasOwn(fields.shape, 'idempotencyKey')
}

export function acceptsRevision({ fields }: Route): boolean {
  return Object.hasOwn(fields.shape, 'expectedRevision')
}

export function isWatch(route: Route): route is EventEndpoint {
  return Object.hasOwn(route, 'event')
}

/** Whether the response is a conversation, which has an ETag. */
export function isRevisioned({ responseSchema }: Endpoint): boolean {
  return responseSchema === ConversationSchema
}

export function toExpressPath({ path }: Route): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
