import { hash } from 'node:crypto'
import type { Owner } from '@threadkeep/shared'
import { memoizeByObject } from './memoize-by-object.ts'

/** Identifies owners in logs and limits without naming them. */
export const hashOwner = memoizeByObject(({ tenantId, userId }: Owner) =>
  hash('sha256', JSON.stringify([tenantId, userId]), 'hex').slice(0, 16),
)
