import type { Owner } from '@threadkeep/shared'

/**
 * An owner as part of a key. Percent-encoding leaves only letters, digits, `-`, `.` and `_`, and can
 * be undone, so no two owners share a key and none can close the hash tag or name a pattern.
 */
export function ownerKey({ tenantId, userId }: Owner): string {
  return `${encode(tenantId)}:${encode(userId)}`
}

function encode(id: string): string {
  return encodeURIComponent(id).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
