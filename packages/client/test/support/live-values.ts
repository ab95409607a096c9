import type { Conversation, Message, Role, Run } from '@threadkeep/shared'

const TIME = '2026-01-01T00:00:00.000Z'

export function messageOf(seq: number, role: Role, text: string): Message {
  const id = `${text} ${seq}`
  return { id, seq, role, content: { type: 'text', text }, createdAt: TIME }
}

/** As it is with so many messages. */
export function conversationOf(messageCount: number): Conversation {
  return {
    id: '019a0000-0000-7000-8000-000000000000',
    tenantId: 'contoso',
    userId: 'ada',
    status: 'active',
    title: null,
    metadata: {},
    externalId: null,
    sdkConversationRef: null,
    messageCount,
    lastMessagePreview: null,
    revision: messageCount + 1,
    createdAt: TIME,
    updatedAt: TIME,
    lastAccessedAt: TIME,
    expiresAt: TIME,
  }
}

export function runOf(id: string): Run {
  return { id, status: 'running', attempt: 1, startedAt: TIME, endedAt: null }
}
