import { ConversationEventSchema, OwnerChangeSchema } from '@threadkeep/shared'
import { z } from 'zod'
import type { EventEndpoint } from './endpoint.ts'

/** No query: the header Last-Event-ID names the event to resume after. */
const fields = z.strictObject({})

export const EVENT_ENDPOINTS: readonly EventEndpoint[] = [
  {
    method: 'GET',
    path: '/chat/conversation/{conversationId}/events',
    procedure: 'watch',
    operationId: 'watchConversation',
    summary: 'Follow a conversation: its messages, and replies as they are written',
    fields,
    event: ConversationEventSchema,
    errors: ['CONVERSATION_NOT_FOUND', 'DATA_LOSS'],
  },
  {
    method: 'GET',
    path: '/chat/events',
    procedure: 'watchList',
    operationId: 'watchConversations',
    summary: 'Follow the caller’s conversations',
    fields,
    event: OwnerChangeSchema,
    errors: [],
  },
]
