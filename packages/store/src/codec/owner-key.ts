import type { Owner } from '@threadkeep/shared'

/**
 * An owner as part of a key. Percent-encoding leaves only letters, digits, `-`, `.` and `_`, and can
 * be undone, so no two owners share a key and none can close the hash tag or name a pattern.
 */
export function ownerKey({ tenantId, userId }: Owner): string {
  return `${tenantKey(tenantId)}:${encode(userId)}`
}

/** How the keys of all owners of a tenant begin, up to the colon. */
export function tenantKey(tenantId: string): string {
  return encode(tenantId)
}

/** The owner whose key this is; undefined where it is nobody's. */
export function ownerOfKey(key: string): Owner | undefined {
  const [tenant, user, ...rest] = key.split(':').map(decode)
  if (tenant === undefined || user === undefined || rest.length > 0) return undefined
  const owner = { tenantId: tenant, userId: user }
  // Not everything that can be decoded is what `ownerKey` makes of it.
  return tenant !== '' && user !== '' && ownerKey(owner) === key ? owner : undefined
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

function encode(id: string): string {
  return encodeURIComponent(id).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
