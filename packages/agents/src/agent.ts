import type { Conversation, JsonObject, Message, NewContent, Role } from '@threadkeep/shared'

/** One user message, stored, and what an agent may need to respond to it. */
export interface Turn {
  conversation: Conversation
  message: Message
  /** The newest messages, oldest first, the user's own last. One page of the store. */
  history(options: { limit: number }): Promise<Message[]>
  /** Aborted when the user stops the agent, or when its time is up. */
  signal: AbortSignal
  /** 1, and one more each time the agent is asked again for the same message. */
  attempt: number
  /** The user's own token, for agents that act on the user's behalf. */
  bearerToken: string | null
}

/** A conversation that was just started: nobody has said anything in it. */
export type Greeting = Omit<Turn, 'message' | 'history'>

export type AgentEvent =
  /** Adds to the text being written. */
  | { type: 'text'; delta: string }
  /** Ends the text so far and adds a whole message: a card, a tool's result. */
  | { type: 'message'; content: NewContent; role?: Role; metadata?: JsonObject | undefined }
  /** What the platform reported about the conversation. A title is only taken if there is none. */
  | ({ type: 'conversation' } & ConversationFacts)
  /** Of the reply as a whole: its model, usage, why it ended. Stored with its last message. */
  | { type: 'metadata'; metadata: JsonObject }
  /** "Searching...": shown while it is true, never stored. */
  | { type: 'status'; text: string }

export interface ConversationFacts {
  externalId?: string
  sdkConversationRef?: string
  title?: string
  metadata?: JsonObject
}

/**
 * Responds to a user's message. All messages of one response are stored in one atomic append when
 * the iterable ends, so a consumer never stores half a response.
 */
export interface Agent {
  name: string
  /**
   * What happens to a run whose server died: the agent is asked again, or the run ends as interrupted.
   * `restart` is for agents that can be asked twice without harm.
   */
  onInterrupted: 'restart' | 'fail'
  respond(turn: Turn): AsyncIterable<AgentEvent>
  /**
   * For agents that speak first: called when a conversation was started. Called again if its server
   * died meanwhile, so a second call must do no harm; what the first one said is then void.
   */
  greet?(greeting: Greeting): AsyncIterable<AgentEvent>
}
