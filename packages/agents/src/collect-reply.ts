import {
  type JsonObject,
  type Limits,
  MAX_MESSAGES_PER_RUN,
  type NewMessage,
} from '@threadkeep/shared'
import type { AgentEvent, ConversationFacts } from './agent.ts'
import { toStorable } from './to-storable.ts'

export interface Reply {
  /** What to store, in one append. Empty where the agent said nothing. */
  messages: NewMessage[]
  /** The newest value of each fact that the platform gave. */
  facts: ConversationFacts
}

/** Reads a response to its end. Throws what the agent throws. */
export async function collectReply(
  events: AsyncIterable<AgentEvent>,
  limits: Limits,
): Promise<Reply> {
  const collected: AgentEvent[] = []
  for await (const event of events) collected.push(event)
  return toReply(collected, limits)
}

/** A message that breaks a rule is made storable, so that nothing an agent says is lost. */
export function toReply(events: readonly AgentEvent[], limits: Limits): Reply {
  const said: NewMessage[] = []
  const facts: ConversationFacts = {}
  const metadata: JsonObject = {}
  let text = ''

  function endText() {
    if (text !== '') said.push({ role: 'assistant', content: { type: 'text', text } })
    text = ''
  }

  for (const event of events) {
    switch (event.type) {
      case 'text':
        text += event.delta
        break
      case 'message': {
        endText()
        const { type: _, role = 'assistant', ...message } = event
        said.push({ role, ...message })
        break
      }
      case 'conversation': {
        const { type: _, ...given } = event
        Object.assign(facts, given)
        break
      }
      case 'metadata':
        Object.assign(metadata, event.metadata)
        break
      case 'status':
        break
    }
  }
  endText()
  const last = said.pop()
  if (last !== undefined) said.push(withMetadata(last, metadata))
  const messages = said.flatMap((message) => toStorable(message, limits))
  return { messages: withinOneRun(messages), facts }
}

function withMetadata(message: NewMessage, added: JsonObject | undefined): NewMessage {
  const metadata = { ...message.metadata, ...added }
  return Object.keys(metadata).length === 0 ? message : { ...message, metadata }
}

/** Some 16 MB of text; of more, the end is left out, and the last message says so. */
function withinOneRun(messages: NewMessage[]): NewMessage[] {
  if (messages.length <= MAX_MESSAGES_PER_RUN) return messages
  const text = 'The assistant said more than can be kept. The rest is left out.'
  return [
    ...messages.slice(0, MAX_MESSAGES_PER_RUN - 1),
    withMetadata({ role: 'assistant', content: { type: 'text', text } }, messages.at(-1)?.metadata),
  ]
}
