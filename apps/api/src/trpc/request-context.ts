import type { IncomingMessage, ServerResponse } from 'node:http'
import { decodeJwt } from 'jose'
import { bearerToken } from '../auth/bearer.ts'
import type { TokenVerifier } from '../auth/token-verifier.ts'
import { closeAfter } from '../http/connections/close-after.ts'
import { memoizeAsync } from '../lib/memoize-async.ts'
import { onceClosed } from '../lib/once-closed.ts'
import { logContextOf } from '../observability/request-log-context.ts'
import { createBodyBudget } from '../rate-limit/body-budget.ts'
import { createInFlight } from '../rate-limit/in-flight.ts'
import { createRejectionPace } from '../rate-limit/rejection-pace.ts'
import { createRequestUsage } from '../rate-limit/request-usage.ts'
import type { Context, Services } from './context.ts'

/** The context of the procedures that one request calls, by tRPC or by REST. */
export type ContextOf = (req: IncomingMessage, res: ServerResponse) => Context

export function createContextOf(verifyToken: TokenVerifier, services: Services): ContextOf {
  const { rateLimit } = services
  const budgets = {
    rateLimit,
    inFlight: createInFlight(),
    bodies: createBodyBudget(),
    rejections: createRejectionPace(),
  }
  return (req, res) => {
    const usage = createRequestUsage(budgets, () => closeAfter(res))
    onceClosed(res, usage.end)
    return {
      services,
      usage,
      trace: logContextOf(req),
      // All calls of a batch have one token, which is verified once.
      bearerToken: () => bearerToken(req.headers.authorization),
      tokenEndsAt: () => 1000 * (decodeJwt(bearerToken(req.headers.authorization)).exp ?? 0),
      authenticate: memoizeAsync(async () => verifyToken(bearerToken(req.headers.authorization))),
    }
  }
}
