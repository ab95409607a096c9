import {
  AIMessage,
  type BaseMessage,
  ChatMessage,
  HumanMessage,
  SystemMessage,
} from '@langchain/core/messages'
import type { Message, NewMessage, Role } from '@threadkeep/store'
import { readJsonContent, textOf, toJsonContent } from '@threadkeep/store/adapters'
import { restoreMessage } from './restore-message.ts'

/** LangChain's `StoredMessage`: `{ type, data }`. */
export const STORED_MESSAGE_FORMAT = 'langchain/stored-message@1'

export function toNewMessage(message: BaseMessage): NewMessage {
  const { type } = message
  const role = ROLES.get(type)
  if (role === undefined) throw new TypeError(`A message of type ${type} cannot be stored.`)
  const stored = { type, data: fieldsOf(message), ...(isChunk(message) && { chunk: true }) }
  return { role, content: toJsonContent(STORED_MESSAGE_FORMAT, stored, visibleText(message)) }
}

/** Messages that another client wrote are plain ones of their role. */
export function fromStoredMessage({ role, content }: Message): BaseMessage {
  const stored = readJsonContent(STORED_MESSAGE_FORMAT, content)
  return stored === undefined ? PLAIN_MESSAGES[role](textOf(content)) : restoreMessage(stored)
}

const ROLES = new Map<string, Role>([
  ['human', 'user'],
  ['ai', 'assistant'],
  ['system', 'system'],
  ['tool', 'tool'],
  ['function', 'tool'],
  ['generic', 'user'],
  ['remove', 'system'],
])

/** Not its `text`, which has a provider's content translated, and may fail at it. */
function visibleText({ content }: BaseMessage): string {
  if (typeof content === 'string') return content
  return content.map(({ type, text }) => (type === 'text' ? String(text ?? '') : '')).join('')
}

const PLAIN_MESSAGES: Record<Role, (text: string) => BaseMessage> = {
  user: (text) => new HumanMessage(text),
  assistant: (text) => new AIMessage(text),
  system: (text) => new SystemMessage(text),
  // Which call it is the result of is not known, so it cannot be a ToolMessage.
  tool: (text) => new ChatMessage(text, 'tool'),
}

/** By the name of its class: each of LangChain's `instanceof` is true for both kinds. */
function isChunk(message: BaseMessage): boolean {
  return String(message[Symbol.toStringTag]).endsWith('Chunk')
}

/**
 * What the message holds now, under the names of its constructor. Its `toDict` would leave out what
 * was set after construction, and writes some fields under names that no constructor reads.
 */
function fieldsOf(message: BaseMessage): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(message).filter(([name]) => name !== 'type' && !name.startsWith('lc_')),
  )
}
