import {
  ConversationIdSchema,
  CursorSchema,
  contentSchemas,
  DEFAULT_MESSAGES_PAGE_SIZE,
  DEFAULT_PAGE_SIZE,
  ExternalIdSchema,
  IdempotencyKeySchema,
  type InputIssue,
  type Limits,
  MAX_MESSAGES_PER_APPEND,
  MAX_MESSAGES_PER_RUN,
  metadataSchema,
  newMessageSchema,
  PageSizeSchema,
  RevisionSchema,
  SeqSchema,
  StatusSchema,
  titleSchema,
} from '@threadkeep/shared'
import { z } from 'zod'
import { InvalidInputError } from '../errors.ts'

/**
 * Schemas of the port's arguments. They guard against untyped callers: a Redis client flattens
 * arrays into further arguments and writes all lone surrogates as the same character.
 */
export function inputSchemas(limits: Limits) {
  const fields = {
    title: titleSchema(limits).nullable().optional(),
    metadata: metadataSchema(limits).optional(),
    externalId: ExternalIdSchema.nullable().optional(),
    sdkConversationRef: ExternalIdSchema.nullable().optional(),
  }
  return {
    id: ConversationIdSchema,
    externalId: ExternalIdSchema,
    idempotencyKey: IdempotencyKeySchema,
    status: StatusSchema,
    start: z.strictObject({
      ...fields,
      idempotencyKey: IdempotencyKeySchema.optional(),
      greets: z.boolean().optional(),
    }),
    update: z.strictObject(fields),
    change: z.strictObject({
      expectedRevision: RevisionSchema.optional(),
      idempotencyKey: IdempotencyKeySchema.optional(),
    }),
    seq: SeqSchema.min(1),
    regenerate: z.strictObject({
      run: z.boolean().optional(),
      expectedRevision: RevisionSchema.optional(),
      idempotencyKey: IdempotencyKeySchema.optional(),
    }),
    truncate: z.strictObject({
      afterSeq: SeqSchema,
      expectedRevision: RevisionSchema.optional(),
      idempotencyKey: IdempotencyKeySchema.optional(),
    }),
    append: z.strictObject({
      messages: z.array(newMessageSchema(limits)).min(1).max(MAX_MESSAGES_PER_APPEND),
      replaces: SeqSchema.min(1).optional(),
      idempotencyKey: IdempotencyKeySchema.optional(),
      expectedRevision: RevisionSchema.optional(),
    }),
    runMessages: z.array(newMessageSchema(limits)).min(1).max(MAX_MESSAGES_PER_RUN),
    beginRun: z.strictObject({
      content: contentSchemas(limits).content,
      replaces: SeqSchema.min(1).optional(),
      idempotencyKey: IdempotencyKeySchema.optional(),
      expectedRevision: RevisionSchema.optional(),
    }),
    messages: z
      .strictObject({
        limit: PageSizeSchema.default(DEFAULT_MESSAGES_PAGE_SIZE),
        afterSeq: SeqSchema.optional(),
        beforeSeq: SeqSchema.optional(),
      })
      .refine(
        ({ afterSeq, beforeSeq }) => afterSeq === undefined || beforeSeq === undefined,
        'afterSeq and beforeSeq exclude each other',
      ),
    list: z.strictObject({
      status: StatusSchema.optional(),
      limit: PageSizeSchema.default(DEFAULT_PAGE_SIZE),
      cursor: CursorSchema.optional(),
    }),
  }
}

export type InputSchemas = ReturnType<typeof inputSchemas>

/** Returns the parsed value, or throws InvalidInputError that names the fields below `name`. */
export function check<Output>(schema: z.ZodType<Output>, value: unknown, name: string): Output {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new InvalidInputError(result.error.issues.map((issue) => toIssue(issue, name)))
}

function toIssue({ path, message }: z.core.$ZodIssue, name: string): InputIssue {
  return { path: [name, ...path].map(String).join('.'), message }
}
