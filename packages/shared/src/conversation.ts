import { z } from 'zod'
import { identifierSchema, type JsonObject, jsonObjectSchema } from './json.ts'
import { type Limits, MAX_IDENTIFIER_LENGTH } from './limits.ts'
import { titleRules } from './text.ts'
import { withRules } from './with-rules.ts'

export const STATUSES = ['active', 'completed', 'archived'] as const
export const StatusSchema = z.enum(STATUSES)
export type Status = (typeof STATUSES)[number]

/**
 * UUIDv7 in lower case, as the server makes them. Apple's clients write them in capitals, which the
 * pattern allows, because gateways and generated clients check requests by it.
 */
export const ConversationIdSchema = z
  .string()
  .regex(
    /^[\da-fA-F]{8}-[\da-fA-F]{4}-7[\da-fA-F]{3}-[89abAB][\da-fA-F]{3}-[\da-fA-F]{12}$/,
    'must be a conversation id',
  )
  .toLowerCase()

/** Times are ISO 8601 UTC with milliseconds, always the store's clock. */
export type Conversation = {
  id: string
  tenantId: string
  userId: string
  status: Status
  title: string | null
  metadata: JsonObject
  /** The conversation's id at the agent platform (Copilot Studio). */
  externalId: string | null
  /** That platform SDK's own reference. */
  sdkConversationRef: string | null
  messageCount: number
  /** The beginning of the newest message, for lists. */
  lastMessagePreview: string | null
  /** Goes up by one with every change. */
  revision: number
  createdAt: string
  /** Moves with every change. */
  updatedAt: string
  /** Moves with every change, and with a read where it is a minute old. */
  lastAccessedAt: string
  expiresAt: string
}

export function titleSchema(limits: Limits) {
  return withRules(z.string(), titleRules(limits)).describe(
    `At most ${limits.titleCharacters} characters.`,
  )
}

export function metadataSchema(limits: Limits) {
  const { metadataKeys, metadataBytes } = limits
  return jsonObjectSchema(metadataBytes)
    .refine(
      (metadata) => Object.keys(metadata).length <= metadataKeys,
      `must have at most ${metadataKeys} keys`,
    )
    .describe(`At most ${metadataKeys} keys, and ${metadataBytes} bytes as JSON.`)
}

export const ExternalIdSchema = identifierSchema(MAX_IDENTIFIER_LENGTH)
