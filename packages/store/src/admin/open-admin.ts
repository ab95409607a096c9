import type { Owner } from '@threadkeep/shared'
import type { RedisStoreConfig } from '../config.ts'
import { createLayoutCheck } from '../redis/health/layout-version.ts'
import { checkConfig } from '../rules/check-config.ts'
import type { StoreObserver } from '../store-events.ts'
import { openAdminConnection } from './connection.ts'
import { type EraseReport, eraseOwners } from './erase-owners.ts'
import { createOwnerAdmin, type OwnerAdmin } from './owner-admin.ts'
import { createOwnerChanges } from './owner-changes.ts'
import { type OwnerFilter, ownersKeys } from './owners-keys.ts'
import { createKeyScan, type ScanProgress } from './scan.ts'
import { type DamageFound, type VerifyOptions, verifyOwners } from './verify/verify-owners.ts'

export interface AdminOptions {
  /** Most calls to Redis a second. */
  maxOps: number
  /** Ends the work: what is under way rejects with the signal's reason. */
  signal: AbortSignal
  observe?: StoreObserver | undefined
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
  /** Every trace of the owners that are meant; see erase-owners.ts. */
  erase(filter: OwnerFilter & { tenantId: string }, onOwner: () => void): Promise<EraseReport>
  /** Everything that is not as the layout says; see verify/damage.ts. */
  verify(
    options: VerifyOptions,
    onChecked: () => void,
  ): AsyncGenerator<DamageFound, void, undefined>
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
  // It may take longer than the deadline of the first call.
  await config.credentials?.firstAttempt
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

  return {
    layout,
    async *owners(filter = {}) {
      const seen = new Set<string>()
      for await (const page of ownersKeys(scan, filter, keyPrefix)) {
        for (const { ownerKey, owner } of page) {
          if (!seen.has(ownerKey)) yield owner
          seen.add(ownerKey)
        }
      }
    },
    async *conversations(filter = {}) {
      const seen = new Set<string>()
      for await (const page of ownersKeys(scan, filter, keyPrefix)) {
        for (const { key, owner, conversationId: id, name } of page) {
          if (id === undefined || name !== '' || seen.has(key)) continue
          seen.add(key)
          yield { owner, id }
        }
      }
    },
    erase: (filter, onOwner) =>
      eraseOwners(connection, scan, changes, { filter, keyPrefix }, onOwner),
    forOwner: (owner) => createOwnerAdmin(owner, connection.read, changes, keyPrefix),
    verify: (options, onChecked) =>
      verifyOwners(connection, scan, changes, config, options, onChecked),
    progress: scan.progress,
    close() {
      changes.close()
      connection.close()
    },
  }
}
