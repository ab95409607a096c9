import { ConversationSchema, ERRORS, MessageSchema, RunSchema } from '@threadkeep/shared'
import type { AppendResult, EraseResult } from '@threadkeep/store'
import { z } from 'zod'
import { CHANGE_FAILURES, type ChangedMany } from '../chat/change-many.ts'
import type { SendResult } from '../chat/send-result.ts'

export const SentSchema = z.strictObject({
  conversation: ConversationSchema,
  message: MessageSchema,
  replies: z.array(MessageSchema).describe('What the agent has said.'),
  run: RunSchema.nullable().describe('The work of the agent on this message, or null.'),
  replayed: z.boolean().describe('Whether an earlier call with this key stored the message.'),
}) satisfies z.ZodType<SendResult>

export const AppendedSchema = z.strictObject({
  conversation: ConversationSchema,
  messages: z.array(MessageSchema).describe('As they are stored.'),
  replayed: z.boolean().describe('Whether an earlier call with this key stored the messages.'),
}) satisfies z.ZodType<AppendResult>

export const ChangedManySchema = z.strictObject({
  results: z.array(
    z.strictObject({
      conversationId: z.string(),
      conversation: ConversationSchema.nullable().describe(
        'As it is now. Null where it was deleted, or not changed.',
      ),
      reason: z
        .enum(CHANGE_FAILURES)
        .nullable()
        .describe('Why it was not changed. Null where it was.'),
    }),
  ),
}) satisfies z.ZodType<ChangedMany>

export const StoppedSchema = z.strictObject({
  stopped: z.boolean().describe('False where no run was going on.'),
})

export const DeletedSchema = z.strictObject({ deleted: z.literal(true) })

export const ErasedSchema = z.strictObject({
  conversations: z.int().min(0),
  messages: z.int().min(0),
}) satisfies z.ZodType<EraseResult>

/** Every response other than a 200. */
export const RestErrorSchema = z
  .strictObject({
    error: z.strictObject({
      reason: z.enum(Object.keys(ERRORS)).describe('What to tell errors apart by.'),
      message: z.string().describe('For people. May change.'),
      requestId: z.string().nullable().describe('As in the header x-request-id.'),
      issues: z
        .array(z.strictObject({ path: z.string(), message: z.string() }))
        .optional()
        .describe('With INVALID_INPUT: what is wrong, by field.'),
      outcome: z
        .enum(['unknown', 'not_applied'])
        .optional()
        .describe('With STORE_UNAVAILABLE: what is known of the change.'),
      unavailable: z
        .enum(['store', 'token_keys'])
        .optional()
        .describe('With STORE_UNAVAILABLE: the store, or the keys that tokens are verified with.'),
      currentRevision: z.int().min(1).optional().describe('With REVISION_CONFLICT.'),
      retryable: z.boolean().optional().describe('With AGENT_FAILED: whether to try again.'),
    }),
  })
  .meta({ id: 'Error' })

export type RestError = z.infer<typeof RestErrorSchema>
