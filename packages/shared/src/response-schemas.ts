import { z } from 'zod'
import { type Conversation, ConversationIdSchema, StatusSchema } from './conversation.ts'
import { type Content, type Message, RoleSchema } from './message.ts'
import type { MessagesPage, Page } from './pagination.ts'
import {
  type ConversationEvent,
  type OwnerChange,
  RUN_FAILURES,
  RUN_STATUSES,
  type Run,
} from './run.ts'

/* The responses of the API, for code that checks or documents them. */

const TimeSchema = z.iso.datetime({ precision: 3 })
const CountSchema = z.int().min(0)
const JsonObjectSchema = z.record(z.string(), z.unknown())
const JsonValueSchema = z
  .union([JsonObjectSchema, z.array(z.unknown()), z.string(), z.number(), z.boolean(), z.null()])
  .describe('Any JSON value.')

export const ConversationSchema = z
  .strictObject({
    id: ConversationIdSchema,
    tenantId: z.string(),
    userId: z.string(),
    status: StatusSchema,
    title: z.string().nullable(),
    metadata: JsonObjectSchema,
    externalId: z.string().nullable().describe('Its id at the agent platform.'),
    sdkConversationRef: z.string().nullable().describe('That platform SDK’s own reference.'),
    messageCount: CountSchema,
    lastMessagePreview: z.string().nullable().describe('The beginning of the newest message.'),
    revision: z.int().min(1).describe('Goes up by one with every change.'),
    createdAt: TimeSchema,
    updatedAt: TimeSchema.describe('Moves with every change.'),
    lastAccessedAt: TimeSchema.describe(
      'Moves with every change, and with a read where it is a minute old.',
    ),
    expiresAt: TimeSchema,
  })
  .meta({ id: 'Conversation' }) satisfies z.ZodType<Conversation>

export const ContentSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('text'), text: z.string() }),
    z.strictObject({
      type: z.literal('card'),
      card: JsonObjectSchema.describe('An Adaptive Card.'),
    }),
    z.strictObject({
      type: z.literal('cardAction'),
      actionId: z.string(),
      data: JsonObjectSchema.describe('What was submitted on a card.'),
    }),
    z.strictObject({
      type: z.literal('json'),
      format: z.string().describe('The format of the value, as its writer named it.'),
      value: JsonValueSchema,
      text: z.string().describe('What plain clients show.').exactOptional(),
    }),
    z.strictObject({ type: z.literal('redacted') }),
  ])
  .meta({ id: 'Content' }) satisfies z.ZodType<Content>

export const MessageSchema = z
  .strictObject({
    id: z.string(),
    seq: z.int().min(1).describe('1, 2, 3 ... within the conversation, without gaps.'),
    role: RoleSchema,
    content: ContentSchema,
    metadata: JsonObjectSchema.describe('As it was given with the message.').exactOptional(),
    createdAt: TimeSchema,
  })
  .meta({ id: 'Message' }) satisfies z.ZodType<Message>

export const RunSchema = z
  .strictObject({
    id: z.string().describe('The id of the message that it works on.'),
    status: z.enum(RUN_STATUSES),
    attempt: z.int().min(1).describe('One more each time that the agent is asked anew.'),
    startedAt: TimeSchema,
    endedAt: TimeSchema.nullable(),
    reason: z.enum(RUN_FAILURES).exactOptional().describe('Why it failed.'),
  })
  .meta({ id: 'Run' }) satisfies z.ZodType<Run>

export const ConversationsPageSchema = z.strictObject({
  items: z.array(ConversationSchema),
  nextCursor: z.string().nullable().describe('Null on the last page.'),
}) satisfies z.ZodType<Page<Conversation>>

export const MessagesPageSchema = z.strictObject({
  items: z.array(MessageSchema).describe('In the order of their seq.'),
  hasMore: z.boolean().describe('Whether there are more in the direction asked for.'),
}) satisfies z.ZodType<MessagesPage<Message>>

const runId = RunSchema.shape.id
const { attempt } = RunSchema.shape
const ResetSchema = z
  .strictObject({ type: z.literal('reset') })
  .describe('Something may have been missed: read again.')

export const ConversationEventSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('message'), message: MessageSchema }),
    z.strictObject({ type: z.literal('conversation'), conversation: ConversationSchema }),
    z.strictObject({
      type: z.literal('removed'),
      afterSeq: CountSchema.describe('Every later message is gone.'),
    }),
    z.strictObject({ type: z.literal('run'), run: RunSchema }),
    z.strictObject({
      type: z.literal('delta'),
      runId,
      attempt,
      offset: CountSchema.describe('In UTF-16 units, of what was said in this attempt.'),
      text: z.string(),
    }),
    z.strictObject({
      type: z.literal('status'),
      runId,
      text: z.string().describe('“Searching...”: shown, never stored.'),
    }),
    z
      .strictObject({ type: z.literal('restarted'), runId, attempt })
      .describe('What was said in this run so far is void.'),
    ResetSchema,
  ])
  .meta({ id: 'ConversationEvent' }) satisfies z.ZodType<ConversationEvent>

export const OwnerChangeSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('changed'), conversation: ConversationSchema }),
    z.strictObject({ type: z.literal('deleted'), conversationId: ConversationIdSchema }),
    ResetSchema,
  ])
  .meta({ id: 'ListEvent' }) satisfies z.ZodType<OwnerChange>
