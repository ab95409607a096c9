/** Something that can keep conversations: Threadkeep, a peer, or the least work that could do it. */
export interface Contestant {
  readonly name: string
  /** What is measured, as precisely as a reader needs to judge whether it is fair. */
  readonly what: string
  /** Address of its `ContestantModule`, which nobody loads but its own process. */
  readonly module: string
}

export interface ContestantModule {
  connect(redisUrl: string): Promise<Session>
}

/**
 * One connection of a contestant to a Redis of its own. What it cannot do it leaves out, and is then
 * missing from that job's table.
 */
export interface Session extends AsyncDisposable, Partial<Operations> {
  /** A new conversation with these messages in it, loaded as fast as the contestant allows. */
  begin(user: string, texts: readonly string[]): Promise<string>
}

export interface Operations {
  append(user: string, conversation: string, text: string): Promise<unknown>
  /** The texts of the newest 20 messages, oldest first. */
  newest(user: string, conversation: string): Promise<readonly string[]>
  /** The ids of the 20 conversations that changed last, newest first, from whole summaries. */
  list(user: string): Promise<readonly string[]>
  start(user: string): Promise<unknown>
  setStatus(user: string, conversation: string, status: 'active' | 'completed'): Promise<unknown>
}

export type Operation = keyof Operations

export const PAGE = 20
export const TTL_SECONDS = 30 * 24 * 60 * 60
export const TITLE = 'Where to go in spring, and by when'
