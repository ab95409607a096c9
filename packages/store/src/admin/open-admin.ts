import type { Owner } from '@threadkeep/shared'
import { ownerOfKey, tenantKey } from '../codec/owner-key.ts'
import { isKeyPrefix, KEY_PREFIX_RULE, type RedisStoreConfig } from '../config.ts'
import { createLayoutCheck } from '../redis/health/layout-version.ts'
import { ownersPattern, parseKey } from '../redis/keys.ts'
import { createScriptRunner } from '../redis/scripts/runner.ts'
import type { StoreObserver } from '../store-events.ts'
import { openAdminConnection } from './connection.ts'
import { createOwnerAdmin, type OwnerAdmin } from './owner-admin.ts'
import { createKeyScan, type ScanProgress } from './scan.ts'

export interface AdminOptions {
  /** Most calls to Redis a second. */
  maxOps: number
  /** Ends the work: what is under way rejects with the signal's reason. */
  signal: AbortSignal
  observe?: StoreObserver | undefined
}

/** What operators need and no request may reach: it lists owners. */
export interface StoreAdmin {
  /** Every owner, or every one of a tenant, once, in no order. Takes about 100 bytes of memory for each. */
  owners(tenantId?: string): AsyncGenerator<Owner, void, undefined>
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
  const { keyPrefix } = config
  if (!isKeyPrefix(keyPrefix ?? '')) throw new TypeError(`keyPrefix ${KEY_PREFIX_RULE}`)
  const connection = openAdminConnection(config, { maxOps, signal, observe })
  const { client, call } = connection
  const layout = createLayoutCheck(client, call, config)
  try {
    await layout.probe()
  } catch (error) {
    connection.close()
    throw error
  }
  const read = createScriptRunner(client, call, 'read')
  const scan = createKeyScan(connection)

  return {
    async *owners(tenantId) {
      const seen = new Set<string>()
      const tenant = tenantId === undefined ? undefined : tenantKey(tenantId)
      for await (const keys of scan.pages(ownersPattern(tenant, keyPrefix))) {
        for (const key of keys) {
          const found = parseKey(key, keyPrefix)?.ownerKey
          if (found === undefined || seen.has(found)) continue
          seen.add(found)
          const owner = ownerOfKey(found)
          if (owner !== undefined) yield owner
        }
      }
    },
    forOwner: (owner) => createOwnerAdmin(owner, read, keyPrefix),
    progress: scan.progress,
    close: () => connection.close(),
  }
}
