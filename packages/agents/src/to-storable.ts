import { type Limits, type NewContent, type NewMessage, newMessageSchema } from '@threadkeep/shared'
import { cutText } from './cut-text.ts'

const UNSTORABLE = {
  card: 'The assistant sent a card that is too large or too deep to be kept.',
  cardAction: 'The assistant sent a card action that is too large or too deep to be kept.',
  json: 'The assistant sent data that is too large or too deep to be kept.',
} as const satisfies Record<Exclude<NewContent['type'], 'text'>, string>

/** Made once for the limits: to make it takes longer than to parse a hundred messages with it. */
const schemas = new WeakMap<Limits, ReturnType<typeof newMessageSchema>>()

function isStorable(message: NewMessage, limits: Limits): boolean {
  const schema = schemas.get(limits) ?? newMessageSchema(limits)
  schemas.set(limits, schema)
  return schema.safeParse(message).success
}

/** The message as one or more that are within the limits. Metadata goes with the last. */
export function toStorable(message: NewMessage, limits: Limits): NewMessage[] {
  const { role } = message
  const contents = toStorableContents(message, limits)
  const messages: NewMessage[] = contents.map((content) => ({ role, content }))
  const last = messages.pop()
  if (last === undefined) return []
  const { metadata } = message
  const complete = metadata === undefined ? last : { ...last, metadata }
  // Metadata over its limit is dropped, so that the message itself can be stored.
  return [...messages, isStorable(complete, limits) ? complete : last]
}

function toStorableContents({ role, content }: NewMessage, limits: Limits): NewContent[] {
  if (content.type === 'text') {
    const texts = cutText(storableText(content.text), limits.textBytes)
    return texts.map((text) => ({ type: 'text', text }))
  }
  if (isStorable({ role, content }, limits)) return [content]
  return [{ type: 'text', text: UNSTORABLE[content.type] }]
}

/** NUL and lone surrogates, which no message may contain, become U+FFFD. */
function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
