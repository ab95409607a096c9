import { OwnerSchema } from '@threadkeep/shared'
import { TRPCError } from '@trpc/server'
import { json, Router } from 'express'
import type { DevTokenIssuer } from '../../auth/dev-tokens.ts'

export function devTokenRoute(issueDevToken: DevTokenIssuer): Router {
  return Router().post('/dev/token', json({ limit: '16kb' }), async (req, res) => {
    const owner = OwnerSchema.safeParse(req.body)
    if (!owner.success) throw new TRPCError({ code: 'BAD_REQUEST', cause: owner.error })
    res.json(await issueDevToken(owner.data))
  })
}
