import { contentSchemas, type Limits, type NewMessage } from '@threadkeep/shared'
import { cutText } from './cut-text.ts'

const UNSTORABLE_CARD = 'The assistant sent a card that is too large or too deep to be kept.'
const UNSTORABLE_ACTION =
  'The assistant sent a card action that is too large or too deep to be kept.'

/** The messages that hold what this one says, each within the limits. */
export function toStorable(message: NewMessage, limits: Limits): NewMessage[] {
  const { role, content } = message
  if (content.type === 'text') {
    return cutText(storableText(content.text), limits.textBytes).map((text) => ({
      role,
      content: { type: 'text', text },
    }))
  }
  if (contentSchemas(limits).content.safeParse(content).success) return [message]
  const text = content.type === 'card' ? UNSTORABLE_CARD : UNSTORABLE_ACTION
  return [{ role, content: { type: 'text', text } }]
}

/** NUL and lone surrogates, which no message may hold, become U+FFFD. */
function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
