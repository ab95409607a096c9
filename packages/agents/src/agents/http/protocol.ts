import { ConversationSchema, MessageSchema, RoleSchema } from '@threadkeep/shared'
import { z } from 'zod'
import type { AgentEvent } from '../../agent.ts'

/* The requests and responses of a service. docs/agent-service.openapi.json is made from them. */

export const AgentRequestSchema = z
  .strictObject({
    conversation: ConversationSchema,
    message: MessageSchema.describe('What the user said, stored already.'),
    history: z.array(MessageSchema).describe('What was said before it, oldest first.'),
    attempt: z
      .int()
      .min(1)
      .describe('One more each time that the agent is asked anew about the same message.'),
  })
  .meta({ id: 'AgentRequest' })
export type AgentRequest = z.infer<typeof AgentRequestSchema>

/** Sent with AGENT_GREETS=true when a conversation was started. The response is of the same kind. */
export const GreetingRequestSchema = z
  .strictObject({
    type: z.literal('greeting'),
    conversation: ConversationSchema,
    attempt: z
      .int()
      .min(1)
      .describe('One more each time that the agent is asked anew to greet in this conversation.'),
  })
  .meta({ id: 'GreetingRequest' })
export type GreetingRequest = z.infer<typeof GreetingRequestSchema>

const JsonObjectSchema = z.record(z.string(), z.unknown())

/** Without limits: a message that breaks one is made storable. */
const NewContentSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('card'), card: JsonObjectSchema }),
  z.strictObject({ type: z.literal('cardAction'), actionId: z.string(), data: JsonObjectSchema }),
  z.strictObject({
    type: z.literal('json'),
    format: z.string(),
    value: z.union([
      JsonObjectSchema,
      z.array(z.unknown()),
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
    ]),
    text: z.string().exactOptional(),
  }),
])

export const AgentEventSchema = z
  .discriminatedUnion('type', [
    z
      .strictObject({ type: z.literal('text'), delta: z.string() })
      .describe('Adds to the text being written.'),
    z
      .strictObject({
        type: z.literal('message'),
        content: NewContentSchema,
        role: RoleSchema.exactOptional(),
        metadata: JsonObjectSchema.exactOptional(),
      })
      .describe('Ends the text so far and adds a whole message.'),
    z
      .strictObject({
        type: z.literal('conversation'),
        externalId: z.string().exactOptional(),
        sdkConversationRef: z.string().exactOptional(),
        title: z.string().exactOptional(),
        metadata: JsonObjectSchema.exactOptional(),
      })
      .describe('Is kept with the conversation. A title fills an empty one only.'),
    z
      .strictObject({ type: z.literal('metadata'), metadata: JsonObjectSchema })
      .describe('Of the reply as a whole. Is kept with its last message.'),
    z
      .strictObject({ type: z.literal('status'), text: z.string() })
      .describe('"Searching...": shown, never kept.'),
  ])
  .meta({ id: 'AgentEvent' }) satisfies z.ZodType<AgentEvent>

const EndSchema = z
  .strictObject({ type: z.literal('end') })
  .describe('The last event of every stream: without it the reply counts as cut off.')

const ErrorSchema = z
  .strictObject({
    type: z.literal('error'),
    retryable: z.boolean(),
    retryAfterSeconds: z.number().min(0).exactOptional(),
  })
  .describe('The reply fails. What was said so far is kept.')

/** The data of an event of a stream. */
export const StreamEventSchema = z
  .union([AgentEventSchema, EndSchema, ErrorSchema])
  .meta({ id: 'StreamEvent' })

/** A response that is not streamed. */
export const AgentResponseSchema = z
  .strictObject({ events: z.array(AgentEventSchema) })
  .meta({ id: 'AgentResponse' })
