import type { UIMessage } from 'ai'
import { isObject } from './is-object.ts'
import type { AppendedContent, Content, Part } from './types.ts'

/** The parts and the metadata of a message of the AI SDK 7, as `json` content. */
export const UI_MESSAGE_FORMAT = 'ai-sdk/ui-message@7'

/** The API rejects a user's text without any such character. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u

type Role = UIMessage['role']

/** What of a message of the AI SDK is not said by its role and id. */
export interface UIContent {
  parts: Part[]
  metadata?: unknown
}

/**
 * A plain text, a card or a card action where the message is nothing else, so that agents and other
 * clients understand it; else the parts and the metadata as they are.
 */
export function toContent({
  role,
  parts,
  metadata,
}: Pick<UIMessage, 'role' | 'parts' | 'metadata'>): AppendedContent {
  const [part] = parts
  const plain =
    part !== undefined && parts.length === 1 && metadata === undefined
      ? toPlainContent(role, part)
      : undefined
  if (plain !== undefined) return plain
  const text = parts.map((each) => (each.type === 'text' ? each.text : '')).join('')
  return {
    type: 'json',
    format: UI_MESSAGE_FORMAT,
    value: { parts, ...(metadata !== undefined && { metadata }) },
    ...(VISIBLE.test(text) && { text }),
  }
}

/** The inverse of `toContent`. Content of other formats is shown as data parts. */
export function fromContent(role: Role, content: Content): UIContent {
  switch (content.type) {
    case 'text':
      return { parts: [textPart(role, content.text)] }
    case 'card':
      return { parts: [{ type: 'data-card', data: content.card }] }
    case 'cardAction': {
      const { actionId, data } = content
      return { parts: [{ type: 'data-card-action', data: { actionId, data } }] }
    }
    case 'json': {
      const { format, value, text } = content
      if (format === UI_MESSAGE_FORMAT && isUIContent(value)) return value
      const data: Part = { type: 'data-json', data: { format, value } }
      return { parts: text === undefined ? [data] : [data, textPart(role, text)] }
    }
    case 'redacted':
      return { parts: [{ type: 'data-redacted', data: {} }] }
  }
}

/** Undefined where it would not come back equal. */
function toPlainContent(role: Role, part: Part): AppendedContent | undefined {
  if (part.type === 'text') {
    const isPlain = part.text !== '' && isSame(part, textPart(role, part.text))
    return isPlain ? { type: 'text', text: part.text } : undefined
  }
  if (!('data' in part) || part.id !== undefined || !isObject(part.data)) return undefined
  if (part.type === 'data-card' && role === 'assistant') return { type: 'card', card: part.data }
  if (part.type !== 'data-card-action') return undefined
  const { actionId, data, ...rest } = part.data
  return typeof actionId === 'string' && isObject(data) && Object.keys(rest).length === 0
    ? { type: 'cardAction', actionId, data }
    : undefined
}

/** The AI SDK marks texts that were streamed to their end. */
function textPart(role: Role, text: string): Part {
  return role === 'assistant' ? { type: 'text', text, state: 'done' } : { type: 'text', text }
}

/** Flat, and without the fields that are undefined, as the AI SDK sets them. */
function isSame(one: Part, other: Part): boolean {
  const fieldsOf = (part: Part) =>
    JSON.stringify(
      Object.entries(part)
        .filter(([, field]) => field !== undefined)
        .sort(),
    )
  return fieldsOf(one) === fieldsOf(other)
}

function isUIContent(value: unknown): value is UIContent {
  return isObject(value) && Array.isArray(value['parts']) && value['parts'].every(isPart)
}

function isPart(value: unknown): value is Part {
  return isObject(value) && typeof value['type'] === 'string'
}
