import {
  AIMessage,
  type BaseMessage,
  ChatMessage,
  HumanMessage,
  SystemMessage,
} from '@langchain/core/messages'
import type { Message, NewMessage, Role } from '@threadkeep/store'
import { readJsonContent, textOf, toJsonContent } from '@threadkeep/store/adapters'
import { isOfClass, isStoredMessage, restoreMessage } from './restore-message.ts'

/** LangChain's `StoredMessage`: `{ type, data }`. */
export const STORED_MESSAGE_FORMAT = 'langchain/stored-message@1'

export function toNewMessage(message: BaseMessage): NewMessage {
  const { type } = message
  const role = roleOf(type, 'role' in message ? message.role : undefined)
  if (role === undefined) throw new TypeError(`A message of type ${type} cannot be stored.`)
  const stored = { type, data: fieldsOf(message), ...(isChunk(message) && { chunk: true }) }
  return { role, content: toJsonContent(STORED_MESSAGE_FORMAT, stored, visibleText(message)) }
}

/**
 * Messages that another client wrote are plain ones of their role. So is what claims to be a message of
 * LangChain and is none of that role: users may send any JSON to the API, and must not speak as the system,
 * the model or a tool.
 */
export function fromStoredMessage({ role, content }: Message): BaseMessage {
  const stored = readJsonContent(STORED_MESSAGE_FORMAT, content)
  return isStoredMessage(stored) && roleOf(stored.type, stored.data.role) === role
    ? restoreMessage(stored)
    : PLAIN_MESSAGES[role](textOf(content))
}

/** `named`: the role that a generic message names, by which models read it. */
function roleOf(type: string, named: unknown): Role | undefined {
  if (type !== 'generic') return ROLES.get(type)
  return GENERIC_ROLES.get(String(named)) ?? 'assistant'
}

const ROLES = new Map<string, Role>([
  ['human', 'user'],
  ['ai', 'assistant'],
  ['system', 'system'],
  ['tool', 'tool'],
  ['function', 'tool'],
  ['remove', 'system'],
])

/** What models know; any other one is no user's. */
const GENERIC_ROLES = new Map<string, Role>([
  ['user', 'user'],
  ['human', 'user'],
  ['system', 'system'],
  ['developer', 'system'],
  ['tool', 'tool'],
  ['function', 'tool'],
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
  return Object.fromEntries(Object.entries(message).filter(([name]) => !isOfClass(name)))
}
