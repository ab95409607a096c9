import { z } from 'zod'
import { DEFAULT_LIMITS } from './limits.ts'

/** Limits from loosely typed values (environment variables), each falling back to its default. */
export const LimitsSchema = z.strictObject({
  textBytes: positive(DEFAULT_LIMITS.textBytes),
  cardBytes: positive(DEFAULT_LIMITS.cardBytes),
  titleCharacters: positive(DEFAULT_LIMITS.titleCharacters),
  metadataKeys: positive(DEFAULT_LIMITS.metadataKeys),
  metadataBytes: positive(DEFAULT_LIMITS.metadataBytes),
  messagesPerConversation: positive(DEFAULT_LIMITS.messagesPerConversation),
  conversationsPerUser: positive(DEFAULT_LIMITS.conversationsPerUser),
})

function positive(fallback: number) {
  return z.coerce.number().int().positive().max(1_000_000_000).default(fallback)
}
