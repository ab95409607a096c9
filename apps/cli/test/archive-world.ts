import { type ConversationStore, createStore } from '@threadkeep/store'
import { openStoreAdmin, type StoreAdmin } from '@threadkeep/store/admin'
import type { ArchivePlaces } from './archive-places.ts'
import { configOf, startStandalone, type Target } from './support.ts'

/** A Redis, as a store and as the tool see it, and places for archives. */
export interface ArchiveWorld extends AsyncDisposable {
  places: ArchivePlaces
  target: Target
  admin: StoreAdmin
  store: ConversationStore
}

export async function startArchiveWorld(
  open: () => Promise<ArchivePlaces>,
  signal: AbortSignal,
): Promise<ArchiveWorld> {
  const places = await open()
  const target = await startStandalone()
  const admin = await openStoreAdmin(configOf(target.address), { maxOps: 100_000, signal })
  const store = createStore(configOf(target.address))
  return {
    places,
    target,
    admin,
    store,
    async [Symbol.asyncDispose]() {
      admin.close()
      await store.close()
      await target[Symbol.asyncDispose]()
      await places[Symbol.asyncDispose]()
    },
  }
}
