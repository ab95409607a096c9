import { z } from 'zod'
import {
  identifierSchema,
  type JsonObject,
  jsonObjectSchema,
  TextSchema,
  utf8Bytes,
} from './json.ts'
import { type Limits, MAX_ACTION_ID_LENGTH } from './limits.ts'

export const ROLES = ['user', 'assistant', 'system'] as const
export const RoleSchema = z.enum(ROLES)
export type Role = z.infer<typeof RoleSchema>

export type TextContent = { type: 'text'; text: string }
/** An Adaptive Card: any JSON object, shown as it is. */
export type CardContent = { type: 'card'; card: JsonObject }
/** What a user submitted on a card. */
export type CardActionContent = { type: 'cardAction'; actionId: string; data: JsonObject }
export type Content = TextContent | CardContent | CardActionContent

export type NewMessage = { role: Role; content: Content }

export type Message = {
  /** UUIDv7, made by the server. */
  id: string
  /** 1, 2, 3 ... within the conversation, without gaps. */
  seq: number
  role: Role
  content: Content
  /** ISO 8601 UTC with milliseconds, the store's clock. */
  createdAt: string
}

export function contentSchemas(limits: Limits) {
  const text = z.strictObject({
    type: z.literal('text'),
    text: TextSchema.min(1)
      .refine(
        (value) => utf8Bytes(value) <= limits.textBytes,
        `must be at most ${limits.textBytes} bytes of UTF-8`,
      )
      .describe(`At most ${limits.textBytes} bytes of UTF-8.`),
  })
  const card = z.strictObject({ type: z.literal('card'), card: jsonObjectSchema(limits.cardBytes) })
  const cardAction = z.strictObject({
    type: z.literal('cardAction'),
    actionId: identifierSchema(MAX_ACTION_ID_LENGTH),
    data: jsonObjectSchema(limits.cardBytes),
  })
  return {
    cardAction,
    /** What any role may write. */
    content: z.discriminatedUnion('type', [text, card, cardAction]),
    /** What a user may send. */
    userContent: z.discriminatedUnion('type', [text, cardAction]),
  }
}
