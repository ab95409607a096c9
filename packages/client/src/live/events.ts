import type { RouterOutputs } from '@threadkeep/api'

type Outputs = RouterOutputs['conversation']
type EventsOf<Stream> =
  Stream extends AsyncIterable<infer Tracked>
    ? Tracked extends { data: infer Event }
      ? Event
      : never
    : never

/** What happens in one conversation. */
export type ConversationEvent = EventsOf<Outputs['watch']>
/** What happens in a user's list of conversations. */
export type ListEvent = EventsOf<Outputs['watchList']>

export type Conversation = Outputs['get']
export type Message = Outputs['messages']['items'][number]
export type Run = Extract<ConversationEvent, { type: 'run' }>['run']
