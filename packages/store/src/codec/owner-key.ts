import type { Owner } from '@threadkeep/shared'

/**
 * An owner as part of a key. Percent-encoding leaves only letters, digits, `-`, `.` and `_`, and is
 * reversible. So no two owners share a key, and no owner can close the hash tag or name a key
 * pattern.
 */
export function ownerKey({ tenantId, userId }: Owner): string {
  return tenantKey(tenantId) + encode(userId)
}

/** How the keys of all owners of a tenant begin. */
export function tenantKey(tenantId: string): string {
  return `${encode(tenantId)}:`
}

/** The owner of this key; undefined if it is not the key of an owner. */
export function ownerOfKey(key: string): Owner | undefined {
  const [tenant, user, ...rest] = key.split(':').map(decode)
  if (tenant === undefined || user === undefined || rest.length > 0) return undefined
  const owner = { tenantId: tenant, userId: user }
  // Some texts can be decoded but are not an encoding by `ownerKey`.
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
