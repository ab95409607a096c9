import { createHash } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'

/** Tells owners apart in logs and limits without naming them. */
export function ownerHash({ tenantId, userId }: Owner): string {
  const owner = JSON.stringify([tenantId, userId])
  return createHash('sha256').update(owner).digest('hex').slice(0, 16)
}
