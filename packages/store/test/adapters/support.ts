import { type ConversationStore, createStore, DEFAULT_LIMITS } from '../../src/index.ts'

export function openMemoryStore(): ConversationStore {
  const limits = DEFAULT_LIMITS
  return createStore({ kind: 'memory', ttlSeconds: 3600, limits, maxConversations: 1000 })
}
