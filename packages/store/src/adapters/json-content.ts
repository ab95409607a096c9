import { isDeepStrictEqual } from 'node:util'
import {
  type Content,
  DEVALUE_SUFFIX,
  isBlank,
  type JsonContent,
  type JsonValue,
  jsonValueSchema,
} from '@threadkeep/shared'
import { parse, stringify } from 'devalue'
import { storableText } from './text.ts'

/** Whether a store can keep the value as it is. How large it may be is for the store to say. */
const storableJson = jsonValueSchema(Number.POSITIVE_INFINITY)

/**
 * `json` content that `readJsonContent` reads back equal, whatever the value holds: fields that are
 * undefined are left out, as JSON does. A value that JSON or a store would change or reject (bytes,
 * dates, NaN, -0, NUL, lone surrogates, more than 32 levels) is written as text instead, under a format
 * of its own (`<format>+devalue`, by the package of that name), so that no reader takes the one for the other.
 * Throws for functions, and for instances of classes that are not the language's own.
 */
export function toJsonContent(format: string, value: unknown, text: string): JsonContent {
  const plain = withoutUndefined(value)
  const shown = isBlank(text) ? {} : { text: storableText(text) }
  const storable = storableJson.safeParse(plain)
  if (storable.success && isKeptByJson(plain)) {
    return { type: 'json', format, value: storable.data, ...shown }
  }
  return { type: 'json', format: format + DEVALUE_SUFFIX, value: toText(plain), ...shown }
}

/** The value of content of this format; undefined for any other content. */
export function readJsonContent(format: string, content: Content): unknown {
  if (content.type !== 'json') return undefined
  if (content.format === format) return content.value
  return content.format === format + DEVALUE_SUFFIX ? parse(String(content.value)) : undefined
}

function isKeptByJson(value: unknown): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value)
}

/** A lone surrogate is not well-formed text, but its escape is, and reads back as the same. */
function toText(value: unknown): JsonValue {
  return stringify(value).replace(/\p{Surrogate}/gu, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16)}`
  })
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, withoutUndefined)
  if (!isPlainObject(value)) return value
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutUndefined(field)]))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
