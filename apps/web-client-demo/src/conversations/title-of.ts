import type { Conversation } from '../api.ts'

export function titleOf({ title, messageCount }: Conversation): string {
  return title ?? (messageCount === 0 ? 'New conversation' : 'Untitled conversation')
}
