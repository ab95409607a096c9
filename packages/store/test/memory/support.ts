import { DEFAULT_LIMITS, type Owner } from '@threadkeep/shared'
import { createStore } from '../../src/create-store.ts'

export const OWNER: Owner = { tenantId: 'acme', userId: 'ann' }

/** A store whose time stands still until it is moved. */
export function createStill({ ttlSeconds = 3600, maxConversations = 100 } = {}) {
  let now = Date.parse('2026-01-01T00:00:00.000Z')
  const store = createStore(
    { kind: 'memory', ttlSeconds, limits: DEFAULT_LIMITS, maxConversations },
    { clock: () => now },
  )
  const pass = (ms: number) => {
    now += ms
  }
  return { store, mine: store.forOwner(OWNER), pass }
}
