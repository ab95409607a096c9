import type { Owner } from '@threadkeep/shared'
import type { ConversationPart, ConversationSnapshot } from '@threadkeep/store/admin'
import type { ConversationLine, Line } from './lines.ts'

const MESSAGES_PER_LINE = 1000
const CHARACTERS_PER_LINE = 512 * 1024

/** A conversation as lines: long ones take several. */
export function* toLines(
  owner: Owner,
  { id, record, fields, externalId, messages }: ConversationSnapshot,
): Generator<Line, void, undefined> {
  const pages = [...pagesOf(messages)]
  for (const [index, page] of pages.entries()) {
    const more = index + 1 < pages.length
    yield index === 0
      ? { type: 'conversation', ...owner, id, record, fields, externalId, messages: page, more }
      : { type: 'messages', messages: page, more }
  }
}

/** At least one, if an empty one. */
function* pagesOf(messages: readonly string[]): Generator<string[], void, undefined> {
  let page: string[] = []
  let characters = 0
  for (const message of messages) {
    const isFull =
      page.length >= MESSAGES_PER_LINE || characters + message.length > CHARACTERS_PER_LINE
    if (isFull && page.length > 0) {
      yield page
      page = []
      characters = 0
    }
    page.push(message)
    characters += message.length
  }
  yield page
}

/** The part of the conversation that a line is. */
export function toPart(
  conversation: ConversationLine,
  { messages, more }: { messages: string[]; more: boolean },
  before: number,
): ConversationPart {
  const { id, record, fields, externalId } = conversation
  return { id, record, fields, externalId, messages, before, isLast: !more }
}
