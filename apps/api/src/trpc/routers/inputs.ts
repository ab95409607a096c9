import {
  ConversationIdSchema,
  CursorSchema,
  contentSchemas,
  IdempotencyKeySchema,
  type Limits,
  MAX_MESSAGES_PER_APPEND,
  metadataSchema,
  newMessageSchema,
  PageSizeSchema,
  RevisionSchema,
  RoleSchema,
  SeqSchema,
  StatusSchema,
  titleSchema,
} from '@threadkeep/shared'
import { REPLY_KEY_PREFIX } from '@threadkeep/store'
import { z } from 'zod'

const MAX_CONVERSATIONS_AT_ONCE = 100

/** The inputs of the procedures. Unknown fields are errors, because they usually are typos. */
export function createInputs(limits: Limits) {
  const conversationId = ConversationIdSchema
  const expectedRevision = RevisionSchema.optional()
  const idempotencyKey = IdempotencyKeySchema.optional()
  const seq = SeqSchema.min(1)
  const messageKey = IdempotencyKeySchema.refine(
    (key) => !key.startsWith(REPLY_KEY_PREFIX),
    `must not begin with ${REPLY_KEY_PREFIX}`,
  ).optional()
  const conversationIds = z
    .array(conversationId)
    .min(1)
    .max(MAX_CONVERSATIONS_AT_ONCE)
    .refine((ids) => new Set(ids).size === ids.length, 'must not name a conversation twice')
  // Not validated here: a damaged id yields a `reset` event, so that the client reads again.
  const lastEventId = z.string().optional()
  return {
    start: z.strictObject({
      title: titleSchema(limits).optional(),
      metadata: metadataSchema(limits).optional(),
      idempotencyKey,
    }),
    send: z.strictObject({
      conversationId,
      content: contentSchemas(limits).userContent,
      idempotencyKey: messageKey,
      expectedRevision,
      wait: z.boolean().optional(),
    }),
    append: z.strictObject({
      conversationId,
      messages: z
        .array(newMessageSchema(limits).extend({ role: RoleSchema.exclude(['user']) }))
        .min(1)
        .max(MAX_MESSAGES_PER_APPEND),
      idempotencyKey: messageKey,
      expectedRevision,
    }),
    regenerate: z.strictObject({
      conversationId,
      idempotencyKey,
      expectedRevision,
      wait: z.boolean().optional(),
    }),
    edit: z.strictObject({
      conversationId,
      seq,
      content: contentSchemas(limits).userContent,
      idempotencyKey: messageKey,
      expectedRevision,
      wait: z.boolean().optional(),
    }),
    redact: z.strictObject({ conversationId, seq, expectedRevision, idempotencyKey }),
    stop: z.strictObject({ conversationId }),
    watch: z.strictObject({ conversationId, lastEventId }),
    // tRPC's client omits an absent input.
    watchList: z.strictObject({ lastEventId }).default({}),
    get: z.strictObject({ conversationId }),
    messages: z
      .strictObject({
        conversationId,
        limit: PageSizeSchema.optional(),
        afterSeq: SeqSchema.optional(),
        beforeSeq: SeqSchema.optional(),
      })
      .refine(({ afterSeq, beforeSeq }) => afterSeq === undefined || beforeSeq === undefined, {
        path: ['beforeSeq'],
        error: 'must not be given together with afterSeq',
      }),
    list: z
      .strictObject({
        status: StatusSchema.optional(),
        limit: PageSizeSchema.optional(),
        // Infinite queries may send null for the first page, and send a direction with every page.
        cursor: CursorSchema.nullish(),
        direction: z.literal('forward').optional(),
      })
      .default({}),
    setStatus: z.strictObject({
      conversationId,
      status: StatusSchema,
      expectedRevision,
      idempotencyKey,
    }),
    rename: z.strictObject({
      conversationId,
      title: titleSchema(limits),
      expectedRevision,
      idempotencyKey,
    }),
    setMetadata: z.strictObject({
      conversationId,
      metadata: metadataSchema(limits),
      expectedRevision,
      idempotencyKey,
    }),
    delete: z.strictObject({ conversationId, expectedRevision, idempotencyKey }),
    setStatusMany: z.strictObject({ conversationIds, status: StatusSchema, idempotencyKey }),
    deleteMany: z.strictObject({ conversationIds, idempotencyKey }),
    eraseAll: z.strictObject({ confirm: z.literal(true) }),
  }
}
