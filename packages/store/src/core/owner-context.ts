import type { Owner } from '@threadkeep/shared'
import type { SyncSlice } from '../backend.ts'
import type { NoticeListener } from '../notice.ts'
import type { Coalescer } from './coalesce.ts'
import type { InputSchemas } from './input.ts'

/** What one owner's conversations, runs and watches have in common. */
export interface OwnerContext {
  owner: Owner
  ownerKey: string
  schemas: InputSchemas
  /** A run of this conversation needs another server. */
  onOrphan(conversationId: string): void
  /** Calls the listener with every notice of this owner's changes, until it is cancelled. */
  subscribe(listener: NoticeListener): () => void
  /** Watchers who need the same read share it while it is under way. */
  syncs: Coalescer<SyncSlice>
}
