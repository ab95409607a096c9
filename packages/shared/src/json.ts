import { z } from 'zod'
import { MAX_JSON_DEPTH } from './limits.ts'
import { utf8Bytes, WELL_FORMED, WITHOUT_NUL } from './text.ts'
import { withRules } from './with-rules.ts'

/** A string that comes back from Redis unchanged. */
export const TextSchema = withRules(z.string(), [WELL_FORMED, WITHOUT_NUL])

/** The same check without issues, which is faster: a body may contain a hundred thousand strings. */
function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** A short name given by another system: a tenant, a user, an external id, an idempotency key. */
export function identifierSchema(maxLength: number) {
  return TextSchema.min(1).max(maxLength)
}

export type JsonObject = Record<string, unknown>
export type JsonValue = JsonObject | unknown[] | string | number | boolean | null

/**
 * The only key that sets a prototype when an object is copied by assignment. `constructor` and
 * `prototype` are harmless: they only shadow properties of their own object.
 */
const FORBIDDEN_KEY = '__proto__'

/** Any JSON object of at most `maxBytes`, at most MAX_JSON_DEPTH levels deep. */
export function jsonObjectSchema(maxBytes: number) {
  return z
    .custom<JsonObject>(isPlainObject, 'must be a JSON object')
    .superRefine((value, ctx) => {
      const problem = findJsonProblem(value, maxBytes)
      if (problem !== undefined) ctx.addIssue({ code: 'custom', message: problem })
    })
    .meta({
      type: 'object',
      additionalProperties: true,
      description: `At most ${maxBytes} bytes as JSON.`,
    })
}

/** Any JSON value of at most `maxBytes`, at most MAX_JSON_DEPTH levels deep. */
export function jsonValueSchema(maxBytes: number) {
  return z
    .custom<JsonValue>((value) => value !== undefined, 'must be a JSON value')
    .superRefine((value, ctx) => {
      const problem = findJsonProblem(value, maxBytes)
      if (problem !== undefined) ctx.addIssue({ code: 'custom', message: problem })
    })
    .meta({ description: `Any JSON value of at most ${maxBytes} bytes.` })
}

function isPlainObject(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** What keeps a value from being stored as JSON and read back equal, or undefined. */
function findJsonProblem(root: unknown, maxBytes: number): string | undefined {
  const tooLarge = `must be at most ${maxBytes} bytes as JSON`
  // No more than the value has as JSON: what is far too large is not walked to its end.
  let leastBytes = 0

  function findIn(value: unknown, depth: number): string | undefined {
    leastBytes += typeof value === 'string' ? value.length : 1
    if (leastBytes > maxBytes) return tooLarge
    if (value === null || typeof value === 'boolean') return undefined
    if (typeof value === 'string') {
      return isText(value) ? undefined : 'must hold well-formed text only'
    }
    if (typeof value === 'number') {
      return Number.isFinite(value) ? undefined : 'must hold finite numbers only'
    }
    if (!Array.isArray(value) && !isPlainObject(value)) return 'must hold JSON values only'
    if (depth > MAX_JSON_DEPTH) return `must be at most ${MAX_JSON_DEPTH} levels deep`
    return Array.isArray(value) ? findInItems(value, depth) : findInFields(value, depth)
  }

  function findInItems(items: unknown[], depth: number): string | undefined {
    // Holes as well, which come as undefined: JSON would make them null.
    for (const item of items) {
      const problem = findIn(item, depth + 1)
      if (problem !== undefined) return problem
    }
    return undefined
  }

  function findInFields(fields: JsonObject, depth: number): string | undefined {
    for (const key of Object.keys(fields)) {
      leastBytes += key.length
      if (key === FORBIDDEN_KEY) return `must not have a key named ${key}`
      if (!isText(key)) return 'must hold well-formed text only'
      const problem = findIn(fields[key], depth + 1)
      if (problem !== undefined) return problem
    }
    return undefined
  }

  const problem = findIn(root, 1)
  if (problem !== undefined) return problem
  return utf8Bytes(JSON.stringify(root)) > maxBytes ? tooLarge : undefined
}
