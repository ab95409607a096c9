import {
  ConversationSchema,
  ConversationsPageSchema,
  type Limits,
  MessagesPageSchema,
} from '@threadkeep/shared'
import { z } from 'zod'
import { createInputs } from '../trpc/routers/inputs.ts'
import type { Endpoint, EndpointOptions } from './endpoint.ts'
import { createTurnEndpoints } from './turn-endpoints.ts'
import { ChangedManySchema, DeletedSchema, ErasedSchema } from './write-response.ts'

const CONVERSATION = '/chat/conversation/{conversationId}'
const NOT_FOUND = ['CONVERSATION_NOT_FOUND', 'DATA_LOSS'] as const
const byPath = { conversationId: true } as const

export function createEndpoints(limits: Limits, options: EndpointOptions): readonly Endpoint[] {
  const inputs = createInputs(limits)
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
    ...createTurnEndpoints(limits, options),
    {
      method: 'POST',
      path: '/chat/list-conversations',
      procedure: 'list',
      operationId: 'listConversations',
      summary: 'List conversations, the one changed last first',
      // The direction that TanStack's infinite queries send.
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
      method: 'PATCH',
      path: `${CONVERSATION}/metadata`,
      procedure: 'setMetadata',
      operationId: 'setConversationMetadata',
      summary: 'Replace the metadata of a conversation',
      fields: inputs.setMetadata.omit(byPath),
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
      path: '/chat/set-status-many',
      procedure: 'setStatusMany',
      operationId: 'setStatusOfConversations',
      summary: 'Complete, archive or reopen several conversations',
      fields: inputs.setStatusMany,
      responseSchema: ChangedManySchema,
      errors: [],
    },
    {
      method: 'POST',
      path: '/chat/delete-many',
      procedure: 'deleteMany',
      operationId: 'deleteConversations',
      summary: 'Delete several conversations and their messages',
      fields: inputs.deleteMany,
      responseSchema: ChangedManySchema,
      errors: [],
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
