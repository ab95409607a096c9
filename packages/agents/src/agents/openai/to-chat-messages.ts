import type { Content, Message, Role } from '@threadkeep/shared'
import type { Turn } from '../../agent.ts'
import { type HistoryBudget, readHistory } from '../../history.ts'

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
}

/** A tool's result without the call that it belongs to is an error for most endpoints. */
const ROLES = {
  user: 'user',
  assistant: 'assistant',
  system: 'system',
  tool: 'assistant',
} as const satisfies Record<Role, ChatMessage['role']>

/** The instructions, and the newest messages that fit the budget. */
export async function toChatMessages(
  turn: Turn,
  instructions: string | undefined,
  budget: HistoryBudget,
): Promise<ChatMessage[]> {
  const history = await readHistory(turn, budget, toChatMessage, ({ content }) => content.length)
  return instructions === undefined
    ? history
    : [{ role: 'system', content: instructions }, ...history]
}

function toChatMessage({ role, content }: Message): ChatMessage {
  return { role: ROLES[role], content: toText(content) }
}

/** What a model can read of a message. */
function toText(content: Content): string {
  switch (content.type) {
    case 'text':
      return content.text
    case 'card':
      return `[Adaptive Card] ${JSON.stringify(content.card)}`
    case 'cardAction':
      return `[${content.actionId}] ${JSON.stringify(content.data)}`
    case 'json':
      return content.text ?? JSON.stringify(content.value)
    case 'redacted':
      return '[redacted]'
  }
}
