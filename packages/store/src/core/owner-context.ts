import type { Owner } from '@threadkeep/shared'
import type { OwnerBackend } from '../backend.ts'
import type { NoticeListener } from '../notice.ts'
import type { InputSchemas } from './input.ts'
import type { Coalescer } from './watch/coalesce.ts'
import type { WatchStep } from './watch/conversation-step.ts'

/** What one owner's conversations, runs and watches have in common. */
export interface OwnerContext {
  owner: Owner
  ownerKey: string
  /** Looked up at each use: it is a hundred functions, which a watch would keep for as long as it lasts. */
  readonly backend: OwnerBackend
  schemas: InputSchemas
  /** A run of this conversation needs another server. */
  onOrphan(conversationId: string): void
  /** Calls the listener with every notice of this owner's changes, until it is cancelled. */
  subscribe(listener: NoticeListener): () => void
  /** Watchers who are at the same position share their next step while it is being read. */
  steps: Coalescer<WatchStep>
}
