import { z } from 'zod'
import {
  identifierSchema,
  type JsonObject,
  type JsonValue,
  jsonObjectSchema,
  jsonValueSchema,
  TextSchema,
} from './json.ts'
import {
  type Limits,
  MAX_ACTION_ID_LENGTH,
  MAX_FORMAT_LENGTH,
  MAX_MESSAGE_METADATA_BYTES,
} from './limits.ts'
import { maxBytes, VISIBLE } from './text.ts'
import { withRules } from './with-rules.ts'

export const ROLES = ['user', 'assistant', 'system', 'tool'] as const
export const RoleSchema = z.enum(ROLES)
export type Role = (typeof ROLES)[number]

export type TextContent = { type: 'text'; text: string }
/** An Adaptive Card: any JSON object, shown as it is. */
export type CardContent = { type: 'card'; card: JsonObject }
/** What a user submitted on a card. */
export type CardActionContent = { type: 'cardAction'; actionId: string; data: JsonObject }
/** A value of a format that the caller names, kept and returned unchanged. */
export type JsonContent = {
  type: 'json'
  /** `openai/agent-item@1`, say. */
  format: string
  value: JsonValue
  /** What previews and plain clients show. */
  text?: string
}
/** What is left of a redacted message. Only a store makes it. */
export type RedactedContent = { type: 'redacted' }

/**
 * Ends the format of what adapters write of values that JSON does not hold: it says how arrays of any
 * length and cycles are built, which a reader might not survive. No user may send it.
 */
export const DEVALUE_SUFFIX = '+devalue'

export type NewContent = TextContent | CardContent | CardActionContent | JsonContent
export type Content = NewContent | RedactedContent

export type NewMessage = { role: Role; content: NewContent; metadata?: JsonObject | undefined }

export type Message = {
  /** UUIDv7, made by the server. */
  id: string
  /** 1, 2, 3 ... within the conversation, without gaps. */
  seq: number
  role: Role
  content: Content
  /** As it was given when the message was appended; absent where none was. */
  metadata?: JsonObject
  /** ISO 8601 UTC with milliseconds, the store's clock. */
  createdAt: string
}

export function contentSchemas(limits: Limits) {
  const anyText = withRules(TextSchema.min(1), [maxBytes(limits.textBytes)])
  const description = `At most ${limits.textBytes} bytes of UTF-8.`
  const text = z.strictObject({ type: z.literal('text'), text: anyText.describe(description) })
  // Only users: they send a blank text by mistake. What an agent says is never rejected for it.
  const visible = withRules(anyText, [VISIBLE]).describe(`Not blank. ${description}`)
  const visibleText = text.extend({ text: visible })
  const card = z.strictObject({ type: z.literal('card'), card: jsonObjectSchema(limits.cardBytes) })
  const cardAction = z.strictObject({
    type: z.literal('cardAction'),
    actionId: identifierSchema(MAX_ACTION_ID_LENGTH),
    data: jsonObjectSchema(limits.cardBytes),
  })
  const json = z.strictObject({
    type: z.literal('json'),
    format: identifierSchema(MAX_FORMAT_LENGTH),
    value: jsonValueSchema(limits.cardBytes),
    text: text.shape.text.exactOptional(),
  })
  const userJson = json.extend({
    format: json.shape.format.refine(
      (format) => !format.endsWith(DEVALUE_SUFFIX),
      `must not end in ${DEVALUE_SUFFIX}`,
    ),
    text: visible.exactOptional(),
  })
  return {
    cardAction,
    /** What any role may write. */
    content: z.discriminatedUnion('type', [text, card, cardAction, json]),
    /** What a user may send. */
    userContent: z.discriminatedUnion('type', [visibleText, cardAction, userJson]),
  }
}

/** A message on its way into a store. */
export function newMessageSchema(limits: Limits) {
  return z.strictObject({
    role: RoleSchema,
    content: contentSchemas(limits).content,
    metadata: jsonObjectSchema(MAX_MESSAGE_METADATA_BYTES).optional(),
  })
}
