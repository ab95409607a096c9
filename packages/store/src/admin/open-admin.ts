import type { Owner } from '@threadkeep/shared'
import { ownerKey, ownerOfKey, tenantKey } from '../codec/owner-key.ts'
import type { RedisStoreConfig } from '../config.ts'
import { createLayoutCheck } from '../redis/health/layout-version.ts'
import { ownersPattern, parseKey } from '../redis/keys.ts'
import { checkConfig } from '../rules/check-config.ts'
import type { StoreObserver } from '../store-events.ts'
import { openAdminConnection } from './connection.ts'
import { createOwnerAdmin, type OwnerAdmin } from './owner-admin.ts'
import { createOwnerChanges } from './owner-changes.ts'
import { createKeyScan, type ScanProgress } from './scan.ts'

export interface AdminOptions {
  /** Most calls to Redis a second. */
  maxOps: number
  /** Ends the work: what is under way rejects with the signal's reason. */
  signal: AbortSignal
  observe?: StoreObserver | undefined
}

/** Whose conversations: everybody's, a tenant's or one user's. */
export interface OwnerFilter {
  tenantId?: string | undefined
  /** Only together with the tenant. */
  userId?: string | undefined
}

/** What operators need and no request may reach: it lists owners. */
export interface StoreAdmin {
  /** The layout that servers write; see rules/layouts.ts. */
  readonly layout: number
  /** Every owner, once, in no order. Takes about 100 bytes of memory for each. */
  owners(filter?: OwnerFilter): AsyncGenerator<Owner, void, undefined>
  /** Every conversation that has a record, listed or not, once, in no order. As much memory for each. */
  conversations(filter?: OwnerFilter): AsyncGenerator<{ owner: Owner; id: string }, void, undefined>
  forOwner(owner: Owner): OwnerAdmin
  /** Of all walks over the keys so far. */
  readonly progress: Readonly<ScanProgress>
  close(): void
}

/** Rejects with StoreUnavailableError when Redis is away, or has a layout that is not known here. */
export async function openStoreAdmin(
  config: RedisStoreConfig,
  { maxOps, signal, observe = () => {} }: AdminOptions,
): Promise<StoreAdmin> {
  checkConfig(config)
  const { keyPrefix } = config
  const connection = openAdminConnection(config, { maxOps, signal, observe })
  const check = createLayoutCheck(connection.client, connection.call, config)
  let layout: number
  try {
    layout = await check.probe()
  } catch (error) {
    connection.close()
    throw error
  }
  const scan = createKeyScan(connection)
  const changes = createOwnerChanges(config, connection, check, observe)

  /** Each key of owners, with its owner; some twice. */
  async function* ownersKeys({ tenantId, userId }: OwnerFilter) {
    const tenant = tenantId === undefined ? '' : tenantKey(tenantId)
    const isOne = tenantId !== undefined && userId !== undefined
    const beginning = isOne ? ownerKey({ tenantId, userId }) : tenant
    for await (const keys of scan.pages(ownersPattern(beginning, keyPrefix))) {
      for (const key of keys) {
        const parsed = parseKey(key, keyPrefix)
        const owner = parsed && ownerOfKey(parsed.ownerKey)
        // The pattern of one owner is also met by those whose names go on behind it.
        if (owner && (!isOne || parsed.ownerKey === beginning)) yield { parsed, owner }
      }
    }
  }

  return {
    layout,
    async *owners(filter = {}) {
      const seen = new Set<string>()
      for await (const { parsed, owner } of ownersKeys(filter)) {
        if (!seen.has(parsed.ownerKey)) yield owner
        seen.add(parsed.ownerKey)
      }
    },
    async *conversations(filter = {}) {
      const seen = new Set<string>()
      for await (const { parsed, owner } of ownersKeys(filter)) {
        const { conversationId: id, name } = parsed
        const key = `${parsed.ownerKey}:${id}`
        if (id === undefined || name !== '' || seen.has(key)) continue
        seen.add(key)
        yield { owner, id }
      }
    },
    forOwner: (owner) => createOwnerAdmin(owner, connection.read, changes, keyPrefix),
    progress: scan.progress,
    close() {
      changes.close()
      connection.close()
    },
  }
}
