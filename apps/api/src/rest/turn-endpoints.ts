import { contentSchemas, type Limits, MessageSchema } from '@threadkeep/shared'
import { TRPCError } from '@trpc/server'
import type { z } from 'zod'
import { createInputs } from '../trpc/routers/inputs.ts'
import type { Endpoint, EndpointOptions } from './endpoint.ts'
import { AppendedSchema, SentSchema, StoppedSchema } from './write-response.ts'

const NOT_FOUND = ['CONVERSATION_NOT_FOUND', 'DATA_LOSS'] as const
const RUN_ERRORS = [
  ...NOT_FOUND,
  'CONVERSATION_NOT_ACTIVE',
  'REVISION_CONFLICT',
  'RUN_IN_PROGRESS',
  'AGENT_FAILED',
  'MESSAGES_REMOVED',
] as const
const SEND_ERRORS = [...RUN_ERRORS, 'CONVERSATION_FULL', 'IDEMPOTENCY_KEY_REUSED'] as const

/** Routes that write messages, or change those that are there. */
export function createTurnEndpoints(
  limits: Limits,
  { hasAppend }: EndpointOptions,
): readonly Endpoint[] {
  const inputs = createInputs(limits)
  const cardAction = inputs.send
    .omit({ content: true })
    .extend(contentSchemas(limits).cardAction.omit({ type: true }).shape)
  const append: Endpoint = {
    method: 'POST',
    path: '/chat/append',
    procedure: 'append',
    operationId: 'appendMessages',
    summary: 'Store messages of the product’s own assistant',
    fields: inputs.append,
    responseSchema: AppendedSchema,
    errors: [
      ...NOT_FOUND,
      'FORBIDDEN',
      'CONVERSATION_NOT_ACTIVE',
      'CONVERSATION_FULL',
      'REVISION_CONFLICT',
      'IDEMPOTENCY_KEY_REUSED',
      'MESSAGES_REMOVED',
    ],
  }
  return [
    {
      method: 'POST',
      path: '/chat/send',
      procedure: 'send',
      operationId: 'sendMessage',
      summary: 'Send a message, and get the agent’s reply',
      fields: inputs.send,
      responseSchema: SentSchema,
      errors: SEND_ERRORS,
    },
    {
      method: 'POST',
      path: '/chat/card-action',
      procedure: 'send',
      operationId: 'sendCardAction',
      summary: 'Send what a user submitted on a card, and get the agent’s reply',
      fields: cardAction,
      toInput: (fields) => {
        const { actionId, data, ...rest } = parse(cardAction, fields)
        return { ...rest, content: { type: 'cardAction', actionId, data } }
      },
      responseSchema: SentSchema,
      errors: SEND_ERRORS,
    },
    {
      method: 'POST',
      path: '/chat/stop',
      procedure: 'stop',
      operationId: 'stopRun',
      summary: 'Stop the agent, and keep what it has said so far',
      fields: inputs.stop,
      responseSchema: StoppedSchema,
      errors: NOT_FOUND,
    },
    {
      method: 'POST',
      path: '/chat/regenerate',
      procedure: 'regenerate',
      operationId: 'regenerateReply',
      summary: 'Remove what came after the last message of the user, and have it replied to again',
      fields: inputs.regenerate,
      responseSchema: SentSchema,
      errors: [...RUN_ERRORS, 'MESSAGE_NOT_FOUND'],
    },
    {
      method: 'POST',
      path: '/chat/edit',
      procedure: 'edit',
      operationId: 'editMessage',
      summary: 'Replace a message of the user, and all behind it, and get the agent’s reply',
      fields: inputs.edit,
      responseSchema: SentSchema,
      errors: [...SEND_ERRORS, 'MESSAGE_NOT_FOUND'],
    },
    {
      method: 'POST',
      path: '/chat/redact',
      procedure: 'redact',
      operationId: 'redactMessage',
      summary: 'Remove the content and the metadata of a message for good',
      fields: inputs.redact,
      responseSchema: MessageSchema,
      errors: [...NOT_FOUND, 'MESSAGE_NOT_FOUND', 'REVISION_CONFLICT'],
    },
    ...(hasAppend ? [append] : []),
  ]
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new TRPCError({ code: 'BAD_REQUEST', cause: parsed.error })
  return parsed.data
}
