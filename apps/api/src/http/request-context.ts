import type { Request } from 'express'
import { bearerToken } from '../auth/bearer.ts'
import type { TokenVerifier } from '../auth/token-verifier.ts'
import type { Context } from '../context.ts'
import { once } from '../once.ts'

/** What procedures are given for one request, by whichever door it came in. */
export type ContextOf = (req: Pick<Request, 'headers'>) => Context

export function createContextOf(
  verifyToken: TokenVerifier,
  shared: Omit<Context, 'authenticate'>,
): ContextOf {
  return ({ headers }) => ({
    ...shared,
    // The calls of one batch come with one token: it is verified for all of them together.
    authenticate: once(async () => verifyToken(bearerToken(headers.authorization))),
  })
}
