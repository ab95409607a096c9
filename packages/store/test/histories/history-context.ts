import type { Message, Run } from '@threadkeep/shared'
import type { OwnerConversations } from '../../src/conversation-store.ts'
import type { Change } from './changes.ts'

/** The newest run, and what was said in its attempt. */
export interface TrueRun {
  run: Run
  said: string
  statuses: string[]
  /** Until a message is redacted. */
  hasPieces: boolean
}

export interface Remembered {
  ids: string[]
  repeat(): Promise<{ replayed: boolean; messages: Message[] }>
}

/** One conversation, changed at random, and what it must be by what each change returned. */
export interface History {
  mine: OwnerConversations
  id: string
  messages: Message[]
  revision: number
  removals: number
  run: TrueRun | null
  /** The messages of each revision. */
  messagesAt: Map<number, Message[]>
  /** Makes the change where it is possible now. */
  make(change: Change): Promise<void>
}

/** What the changes of a history share. */
export interface HistoryContext {
  history: History
  /** Appends that may be repeated. */
  remembered: Remembered[]
  /** How many idempotency keys were used. */
  keys: number
  /** Notes what a change left behind. */
  stored(revision: number, messages: Message[]): void
}
