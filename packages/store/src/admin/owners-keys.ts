import type { Owner } from '@threadkeep/shared'
import { ownerKey, ownerOfKey, tenantKey } from '../codec/owner-key.ts'
import { ownersPattern, parseKey, type StoredKey } from '../redis/keys.ts'
import type { KeyScan } from './scan.ts'

/** Whose conversations: everybody's, a tenant's or one user's. */
export interface OwnerFilter {
  tenantId?: string | undefined
  /** Only together with the tenant. */
  userId?: string | undefined
}

export interface FoundKey extends StoredKey {
  key: string
  owner: Owner
}

/** Pages of every key of the owners that are meant: each key at least once. */
export async function* ownersKeys(
  scan: KeyScan,
  { tenantId, userId }: OwnerFilter,
  keyPrefix: string | undefined,
): AsyncGenerator<FoundKey[], void, undefined> {
  const one =
    tenantId !== undefined && userId !== undefined ? ownerKey({ tenantId, userId }) : undefined
  const beginning = one ?? (tenantId === undefined ? '' : tenantKey(tenantId))
  for await (const keys of scan.pages(ownersPattern(beginning, keyPrefix))) {
    yield keys.flatMap((key) => {
      const parsed = parseKey(key, keyPrefix)
      const owner = parsed && ownerOfKey(parsed.ownerKey)
      // The pattern of one owner is also met by those whose names go on behind it.
      const isMeant = owner !== undefined && (one === undefined || parsed?.ownerKey === one)
      return isMeant && parsed ? [{ ...parsed, key, owner }] : []
    })
  }
}
