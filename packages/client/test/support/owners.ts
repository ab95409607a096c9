import { randomUUID } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'

/** Of a tenant that no other test uses. */
export function newOwner(userId = 'ada'): Owner {
  return { tenantId: randomUUID(), userId }
}
