import { OwnerSchema } from '@threadkeep/shared'
import { TRPCError } from '@trpc/server'
import { Router } from 'express'
import type { DevTokenIssuer } from '../../auth/dev-tokens.ts'
import { rejectOtherMethods } from '../error-handlers.ts'
import { unchanged } from '../json/parse-json.ts'
import { readJsonBody } from '../json/read-json-body.ts'

const MAX_BYTES = 16 * 1024

export function devTokenRoute(issueDevToken: DevTokenIssuer): Router {
  return Router({ caseSensitive: true, strict: true })
    .post('/dev/token', async (req, res) => {
      const owner = OwnerSchema.safeParse(unchanged(await readJsonBody(req, MAX_BYTES)))
      if (!owner.success) throw new TRPCError({ code: 'BAD_REQUEST', cause: owner.error })
      res.json(await issueDevToken(owner.data))
    })
    .all('/dev/token', rejectOtherMethods(['POST']))
}
