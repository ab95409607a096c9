import { z } from 'zod'
import { identifierSchema } from './json.ts'
import { MAX_IDENTIFIER_LENGTH } from './limits.ts'

/** Whose conversations: one user of one tenant. Only ever taken from verified token claims. */
export const OwnerSchema = z.strictObject({
  tenantId: identifierSchema(MAX_IDENTIFIER_LENGTH),
  userId: identifierSchema(MAX_IDENTIFIER_LENGTH),
})

export type Owner = z.infer<typeof OwnerSchema>
