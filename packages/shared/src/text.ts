import { z } from 'zod'
import { MAX_JSON_DEPTH } from './limits.ts'

const encoder = new TextEncoder()

export function utf8Bytes(text: string): number {
  return encoder.encode(text).byteLength
}

/**
 * A string that survives the trip to Redis and back. Lone surrogates cannot be written as UTF-8:
 * they would all become U+FFFD, so two different ids would name the same key. NUL ends strings in
 * too many of the systems that conversations are exported to.
 */
export const TextSchema = z
  .string()
  .refine((text) => text.isWellFormed(), 'must not contain lone surrogates')
  .refine((text) => !text.includes('\0'), 'must not contain NUL')

/** A short name given by somebody else: a tenant, a user, an external id, an idempotency key. */
export function identifierSchema(maxLength: number) {
  return TextSchema.min(1).max(maxLength)
}

export type JsonObject = Record<string, unknown>

/** Keys that become a prototype when an object is copied carelessly further on. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'prototype', 'constructor'])

/** Any JSON object of at most `maxBytes`, at most MAX_JSON_DEPTH levels deep. */
export function jsonObjectSchema(maxBytes: number) {
  return z
    .custom<JsonObject>(isPlainObject, 'must be a JSON object')
    .superRefine((value, ctx) => {
      const problem = findJsonProblem(value, 1)
      if (problem !== undefined) ctx.addIssue({ code: 'custom', message: problem })
      else if (utf8Bytes(JSON.stringify(value)) > maxBytes) {
        ctx.addIssue({ code: 'custom', message: `must be at most ${maxBytes} bytes as JSON` })
      }
    })
    .meta({ type: 'object', description: `At most ${maxBytes} bytes as JSON.` })
}

function isPlainObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** What keeps a value from being stored as JSON and read back equal, or undefined. */
function findJsonProblem(value: unknown, depth: number): string | undefined {
  if (value === null || typeof value === 'boolean') return undefined
  if (typeof value === 'string') {
    return TextSchema.safeParse(value).success ? undefined : 'must hold well-formed text only'
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : 'must hold finite numbers only'
  }
  if (!Array.isArray(value) && !isPlainObject(value)) return 'must hold JSON values only'
  if (depth > MAX_JSON_DEPTH) return `must be at most ${MAX_JSON_DEPTH} levels deep`
  // By index, so that a hole in an array is met: JSON would make it null.
  const children = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  for (const [key, child] of children) {
    if (FORBIDDEN_KEYS.has(String(key))) return `must not have a key named ${key}`
    if (!TextSchema.safeParse(String(key)).success) return 'must hold well-formed text only'
    const problem = findJsonProblem(child, depth + 1)
    if (problem !== undefined) return problem
  }
  return undefined
}
