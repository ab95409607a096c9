import type { Content, Conversation, Message, Role } from '@threadkeep/shared'
import { AgentError, type AgentEvent, type Turn } from '../../src/index.ts'

const TIME = '2026-01-01T00:00:00.000Z'

export const CONVERSATION: Conversation = {
  id: '019b0000-0000-7000-8000-000000000001',
  tenantId: 'contoso',
  userId: 'ada',
  status: 'active',
  title: null,
  metadata: {},
  externalId: null,
  sdkConversationRef: null,
  messageCount: 1,
  lastMessagePreview: null,
  revision: 1,
  createdAt: TIME,
  updatedAt: TIME,
  lastAccessedAt: TIME,
  expiresAt: TIME,
}

export function message(seq: number, role: Role, content: Content | string): Message {
  return {
    id: `message-${seq}`,
    seq,
    role,
    content: typeof content === 'string' ? { type: 'text', text: content } : content,
    createdAt: TIME,
  }
}

export interface TurnOptions extends Partial<Omit<Turn, 'history' | 'message' | 'conversation'>> {
  /** Everything in the conversation, the user's own message last. */
  messages?: Message[]
  conversation?: Partial<Conversation>
}

export interface ScriptedTurn extends Turn {
  /** The limits of the pages that were read. */
  readonly pages: number[]
}

export function turnOn(options: TurnOptions = {}): ScriptedTurn {
  const { messages = [message(1, 'user', 'Hello')], conversation, ...rest } = options
  const own = messages.findLast(({ role }) => role === 'user')
  if (own === undefined) throw new Error('a turn has a message of the user')
  const pages: number[] = []
  return {
    conversation: { ...CONVERSATION, ...conversation },
    message: own,
    async history({ limit }) {
      pages.push(limit)
      return messages.slice(-limit)
    },
    signal: new AbortController().signal,
    attempt: 1,
    bearerToken: null,
    pages,
    ...rest,
  }
}

export interface Said {
  events: AgentEvent[]
  text: string
  error: AgentError | undefined
}

/** Everything that was said until the response ended or failed. */
export async function listen(
  response: AsyncIterable<AgentEvent> | readonly AgentEvent[],
): Promise<Said> {
  const events: AgentEvent[] = []
  let error: AgentError | undefined
  try {
    for await (const event of response) events.push(event)
  } catch (thrown) {
    if (!(thrown instanceof AgentError)) throw thrown
    error = thrown
  }
  const text = events.map((event) => (event.type === 'text' ? event.delta : '')).join('')
  return { events, text, error }
}

/** The same events, and a stop as soon as there is some text. */
export async function* stopInMidStream(
  events: AsyncIterable<AgentEvent>,
  stop: AbortController,
): AsyncGenerator<AgentEvent> {
  for await (const event of events) {
    yield event
    if (event.type === 'text') stop.abort()
  }
}

/** All that a log could show of an error: its wording and stack, and those of its causes. */
export function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.message, error.stack, JSON.stringify(error), everythingOf(error.cause)].join('\n')
}
