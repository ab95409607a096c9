import type { ConversationState, ThreadkeepClient } from '@threadkeep/client'
import type { UIMessage } from 'ai'

type Procedures = ThreadkeepClient['conversation']

/** As the API returns it. */
export type Message = ConversationState['messages'][number]
export type Content = Message['content']
export type Run = NonNullable<ConversationState['run']>
/** What a user may send. */
export type UserContent = Parameters<Procedures['send']['mutate']>[0]['content']
/** What a server may append. */
export type AppendedContent = Parameters<
  Procedures['append']['mutate']
>[0]['messages'][number]['content']

/** One part of a message of the AI SDK. */
export type Part = UIMessage['parts'][number]
