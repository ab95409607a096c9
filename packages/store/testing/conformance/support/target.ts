import { randomUUID } from 'node:crypto'
import { DEFAULT_LIMITS, type Limits, type Owner } from '@threadkeep/shared'
import { afterAll, beforeAll } from 'vitest'
import type { ConversationStore, OwnerConversations } from '../../../src/conversation-store.ts'

export interface StoreSettings {
  ttlSeconds: number
  limits: Limits
}

/** What a store's author gives: ten lines in a test file. */
export interface ConformanceTarget {
  /** Shown with every test. */
  name: string
  /**
   * A store with these settings. Called many times; every store that keeps its data outside the
   * process must see what the others wrote. Must hold 20,000 conversations without dropping any.
   */
  create(settings: StoreSettings): Promise<ConversationStore>
  /** Ends what `create` needed, after the last test. Each store was closed before. */
  destroy?(): Promise<void>
}

export const DEFAULT_SETTINGS: StoreSettings = { ttlSeconds: 3600, limits: DEFAULT_LIMITS }

export interface StoreUnderTest {
  store(): ConversationStore
  /** A new owner: tests share a server, and none can disturb another. */
  newClient(): OwnerConversations
}

/** One store for the tests of the surrounding `describe`, closed after them. */
export function useStore(
  target: ConformanceTarget,
  settings: Partial<StoreSettings> = {},
): StoreUnderTest {
  let opened: ConversationStore | undefined
  beforeAll(async () => {
    opened = await target.create({ ...DEFAULT_SETTINGS, ...settings })
  })
  afterAll(async () => {
    await opened?.close()
  })

  function store(): ConversationStore {
    if (opened === undefined) throw new Error('The store is open only while tests run.')
    return opened
  }
  return { store, newClient: () => store().forOwner(newOwner()) }
}

export interface TwoStores {
  newClient(): OwnerConversations
  /** A new owner, in the clients of both stores: the first by even numbers. */
  twoClients(): (index: number) => OwnerConversations
}

/** Two stores on the same data, as two servers of one deployment are. */
export function useTwoStores(
  target: ConformanceTarget,
  settings: Partial<StoreSettings> = {},
): TwoStores {
  const first = useStore(target, settings)
  const second = useStore(target, settings)
  return {
    newClient: first.newClient,
    twoClients() {
      const owner = newOwner()
      const one = first.store().forOwner(owner)
      // Memory is not shared between instances: there both clients are of the first.
      const other = first.store().kind === 'memory' ? one : second.store().forOwner(owner)
      return (index) => (index % 2 === 0 ? one : other)
    },
  }
}

export function newOwner(): Owner {
  return { tenantId: `tenant-${randomUUID()}`, userId: `user-${randomUUID()}` }
}
