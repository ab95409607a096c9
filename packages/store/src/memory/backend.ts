import type { StoreBackend } from '../backend.ts'
import type { MemoryStoreConfig } from '../config.ts'
import type { StoreObserver } from '../store-events.ts'
import { createMemoryOwnerBackend } from './owner-backend.ts'
import { type Clock, createMemoryState } from './state.ts'

const WARNING = 'Conversations are kept in memory and lost on restart. Set REDIS_URL to keep them.'

/** For development and tests: everything is lost when the process ends. */
export function createMemoryBackend(
  config: MemoryStoreConfig,
  observe: StoreObserver,
  clock: Clock,
): StoreBackend {
  const state = createMemoryState(config, clock)
  observe({ type: 'warning', message: WARNING })
  return {
    kind: 'memory',
    forOwner: (ownerKey) => createMemoryOwnerBackend(state, ownerKey),
    subscribe: state.notices.subscribe,
    async health() {
      return {
        status: 'healthy',
        latencyMs: 0,
        checkedAt: new Date(clock()).toISOString(),
        server: null,
        warnings: [WARNING],
      }
    },
    async close() {
      state.entries.clear()
      state.owners.clear()
      state.startDedup.clear()
      state.changeDedup.clear()
      state.deletions.clear()
    },
  }
}
