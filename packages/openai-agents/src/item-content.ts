import type { AgentInputItem } from '@openai/agents'
import type { Message, NewMessage, Role } from '@threadkeep/store'
import { readJsonContent, textOf, toJsonContent } from '@threadkeep/store/adapters'

export const AGENT_ITEM_FORMAT = 'openai/agent-item@1'

export function toNewMessage(item: AgentInputItem): NewMessage {
  return { role: roleOf(item), content: toJsonContent(AGENT_ITEM_FORMAT, item, visibleText(item)) }
}

/**
 * Messages that another client wrote are plain ones of their role. So is what claims to be an item and is none
 * of that role: users may send any JSON to the API, and must not speak as the system, the model or a tool.
 */
export function fromStoredMessage({ role, content }: Message): AgentInputItem {
  const stored = readJsonContent(AGENT_ITEM_FORMAT, content)
  return isItem(stored) && isOfRole(stored, role) ? stored : plainItem(role, textOf(content))
}

function isOfRole(item: AgentInputItem, role: Role): boolean {
  // Other kinds of items are read by their type, whatever role they name.
  const isMessage = item.type === undefined || item.type === 'message'
  return roleOf(item) === role && (role !== 'user' || isMessage)
}

/** What a session gives back for this item. */
export function toStored(item: AgentInputItem): unknown {
  return readJsonContent(AGENT_ITEM_FORMAT, toNewMessage(item).content)
}

function plainItem(role: Role, text: string): AgentInputItem {
  if (role === 'user') return { type: 'message', role, content: text }
  if (role === 'assistant') {
    const content = [{ type: 'output_text' as const, text }]
    return { type: 'message', role, status: 'completed', content }
  }
  // Which call a tool's message belongs to is not known, so it cannot be a result.
  return { type: 'message', role: 'system', content: text }
}

function roleOf(item: AgentInputItem): Role {
  if ('role' in item) return item.role
  return /_(result|output)$/.test(item.type ?? '') ? 'tool' : 'assistant'
}

function visibleText(item: AgentInputItem): string {
  if ('content' in item) return textOfParts(item.content)
  if (item.type === 'function_call_result') return textOfParts(item.output)
  return ''
}

/** Of content as items have it: a text, a part, or some of them. */
function textOfParts(content: unknown): string {
  if (typeof content === 'string') return content
  if (Array.isArray(content)) return content.map(textOfParts).join('')
  if (!isObject(content)) return ''
  const text = content['text'] ?? content['refusal'] ?? content['transcript']
  return typeof text === 'string' ? text : ''
}

function isItem(value: unknown): value is AgentInputItem {
  return isObject(value) && (typeof value['type'] === 'string' || typeof value['role'] === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
