import {
  ConversationSchema,
  ConversationsPageSchema,
  contentSchemas,
  type Limits,
  MessagesPageSchema,
} from '@threadkeep/shared'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'
import { createInputs } from '../trpc/routers/inputs.ts'
import type { Endpoint } from './endpoint.ts'
import { DeletedSchema, ErasedSchema, SentSchema, StoppedSchema } from './write-response.ts'

const CONVERSATION = '/chat/conversation/{conversationId}'
const NOT_FOUND = ['CONVERSATION_NOT_FOUND', 'DATA_LOSS'] as const
const SEND_ERRORS = [
  ...NOT_FOUND,
  'CONVERSATION_NOT_ACTIVE',
  'CONVERSATION_FULL',
  'REVISION_CONFLICT',
  'IDEMPOTENCY_KEY_REUSED',
  'RUN_IN_PROGRESS',
  'AGENT_FAILED',
] as const
const byPath = { conversationId: true } as const

export function createEndpoints(limits: Limits): readonly Endpoint[] {
  const inputs = createInputs(limits)
  const cardAction = inputs.send
    .omit({ content: true })
    .extend(contentSchemas(limits).cardAction.omit({ type: true }).shape)
  return [
    {
      method: 'POST',
      path: '/chat/start',
      procedure: 'start',
      operationId: 'startConversation',
      summary: 'Start a conversation',
      fields: inputs.start,
      responseSchema: ConversationSchema,
      errors: ['IDEMPOTENCY_KEY_REUSED', 'TOO_MANY_CONVERSATIONS', 'CONVERSATION_NOT_FOUND'],
    },
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
      path: '/chat/list-conversations',
      procedure: 'list',
      operationId: 'listConversations',
      summary: 'List conversations, the one changed last first',
      // A direction is what infinite queries of TanStack send.
      fields: inputs.list.unwrap().omit({ direction: true }),
      responseSchema: ConversationsPageSchema,
      errors: ['INVALID_CURSOR'],
    },
    {
      method: 'GET',
      path: CONVERSATION,
      procedure: 'get',
      operationId: 'getConversation',
      summary: 'Read a conversation, without its messages',
      fields: inputs.get.omit(byPath),
      responseSchema: ConversationSchema,
      errors: NOT_FOUND,
    },
    {
      method: 'GET',
      path: `${CONVERSATION}/messages`,
      procedure: 'messages',
      operationId: 'listMessages',
      summary: 'Read messages: the newest, or those after or before a place',
      fields: z.strictObject(inputs.messages.shape).omit(byPath),
      numbers: ['limit', 'afterSeq', 'beforeSeq'],
      responseSchema: MessagesPageSchema,
      errors: NOT_FOUND,
    },
    {
      method: 'PATCH',
      path: CONVERSATION,
      procedure: 'rename',
      operationId: 'renameConversation',
      summary: 'Rename a conversation',
      fields: inputs.rename.omit(byPath),
      responseSchema: ConversationSchema,
      errors: [...NOT_FOUND, 'REVISION_CONFLICT'],
    },
    {
      method: 'PATCH',
      path: `${CONVERSATION}/status`,
      procedure: 'setStatus',
      operationId: 'setConversationStatus',
      summary: 'Complete, archive or reopen a conversation',
      fields: inputs.setStatus.omit(byPath),
      responseSchema: ConversationSchema,
      errors: [...NOT_FOUND, 'REVISION_CONFLICT'],
    },
    {
      method: 'DELETE',
      path: CONVERSATION,
      procedure: 'delete',
      operationId: 'deleteConversation',
      summary: 'Delete a conversation and its messages',
      fields: inputs.delete.omit(byPath),
      responseSchema: DeletedSchema,
      numbers: ['expectedRevision'],
      errors: [...NOT_FOUND, 'REVISION_CONFLICT'],
    },
    {
      method: 'POST',
      path: '/chat/erase-all',
      procedure: 'eraseAll',
      operationId: 'eraseAll',
      summary: 'Delete everything that the caller has',
      fields: inputs.eraseAll,
      responseSchema: ErasedSchema,
      errors: [],
    },
  ]
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new TRPCError({ code: 'BAD_REQUEST', cause: parsed.error })
  return parsed.data
}
