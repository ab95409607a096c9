import type { ConversationStore } from '@threadkeep/store'
import { memoryStore } from './api.ts'

/** A store in which reading a conversation fails. */
export function failingStore(error: unknown): ConversationStore {
  const store = memoryStore()
  return {
    ...store,
    forOwner: (owner) => ({ ...store.forOwner(owner), get: () => Promise.reject(error) }),
  }
}
