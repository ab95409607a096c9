import type { ChangeableFields } from '../record.ts'

type CallersFields = Omit<ChangeableFields, 'status'>

/** In the order in which a conversation's hash has them; see lua/lib/conversation.lua. */
const ORDER = [
  'title',
  'metadata',
  'externalId',
  'sdkConversationRef',
] as const satisfies (keyof CallersFields)[]

/** What callers wrote of a conversation: a JSON text on each line, which scripts split unread. */
export function encodeFields(fields: CallersFields): string {
  return ORDER.map((field) => JSON.stringify(fields[field])).join('\n,')
}

/** The same one by one, '' for what stays as it is: no JSON text is empty. */
export function encodeChanges(fields: Partial<CallersFields>): string[] {
  return ORDER.map((field) => (fields[field] === undefined ? '' : JSON.stringify(fields[field])))
}
