import { hash } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'

/** Tells owners apart in logs and limits without naming them. */
export function ownerHash({ tenantId, userId }: Owner): string {
  return hash('sha256', JSON.stringify([tenantId, userId]), 'hex').slice(0, 16)
}
