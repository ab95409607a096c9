/* What adapters for other libraries share: a history of theirs, kept in a conversation. */
export { readJsonContent, toJsonContent } from './json-content.ts'
export { newestMessages } from './newest-messages.ts'
export { openSession, type SessionConversation, type SessionOptions } from './session.ts'
export { textOf } from './text.ts'
