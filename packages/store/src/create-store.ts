import { type Owner, OwnerSchema } from '@threadkeep/shared'
import type { StoreBackend } from './backend.ts'
import { ownerKey } from './codec/owner-key.ts'
import type { StoreConfig } from './config.ts'
import type { ConversationStore, OwnerConversations } from './conversation-store.ts'
import { check, inputSchemas } from './core/input.ts'
import { instrumentBackend } from './core/instrument-backend.ts'
import { createOwnerConversations } from './core/owner-conversations.ts'
import { createCoalescer } from './core/watch/coalesce.ts'
import type { WatchStep } from './core/watch/conversation-step.ts'
import { createMemoryBackend } from './memory/backend.ts'
import { createRedisBackend } from './redis/backend.ts'
import { checkConfig } from './rules/check-config.ts'
import type { StoreObserver } from './store-events.ts'

export interface StoreOptions {
  /** Receives operations, connections and repairs; see store-events.ts. */
  observe?: StoreObserver | undefined
  /**
   * Called when a call finds an orphaned run. The callee should take it over, and continue or end
   * it. Must not throw.
   */
  onOrphanedRun?: ((conversations: OwnerConversations, conversationId: string) => void) | undefined
  /** Milliseconds since 1970, for the memory store. Redis has a clock of its own. */
  clock?: (() => number) | undefined
}

/**
 * Creates the store that the settings name; throws TypeError for impossible settings. It connects
 * in the background: until Redis responds, calls wait as long as their deadline allows, then reject
 * with StoreUnavailableError.
 */
export function createStore(config: StoreConfig, options: StoreOptions = {}): ConversationStore {
  checkConfig(config)
  const { clock = Date.now } = options
  const observe = quiet(options.observe)
  const backend = instrumentBackend(createBackend(config, observe, clock), observe)
  const schemas = inputSchemas(config.limits)
  const steps = createCoalescer<WatchStep>()

  function forOwner(given: Owner): OwnerConversations {
    const owner = check(OwnerSchema, given, 'owner')
    const key = ownerKey(owner)
    return createOwnerConversations({
      owner,
      ownerKey: key,
      schemas,
      get backend() {
        return backend.forOwner(key)
      },
      onOrphan: (id) => options.onOrphanedRun?.(forOwner(owner), id),
      steps,
      subscribe: (listener) => backend.subscribe(key, listener),
    })
  }

  return {
    kind: backend.kind,
    forOwner,
    health: () => backend.health(),
    close: () => backend.close(),
  }
}

/** An error of an observer must not fail a change that was made. */
function quiet(observe: StoreObserver = () => {}): StoreObserver {
  return (event) => {
    try {
      observe(event)
    } catch (error) {
      process.emitWarning(`A store observer failed: ${String(error)}`)
    }
  }
}

function createBackend(
  config: StoreConfig,
  observe: StoreObserver,
  clock: () => number,
): StoreBackend {
  if (config.kind === 'redis') return createRedisBackend(config, observe)
  return createMemoryBackend(config, observe, clock)
}
