import { initTRPC, TRPCError } from '@trpc/server'
import { errorShape } from '../errors/error-shape.ts'
import { ForbiddenError } from '../errors/errors.ts'
import { hashOwner } from '../lib/hash-owner.ts'
import type { Context } from './context.ts'
import { instrumentProcedure } from './instrument-procedure.ts'

/** Server-sent events. */
export const EVENTS = {
  // Pings keep proxies from cutting off idle streams, and let clients notice a dead connection.
  ping: { enabled: true, intervalMs: 15_000 },
  client: { reconnectAfterInactivityMs: 40_000 },
}

const t = initTRPC.context<Context>().create({
  // By default tRPC sends stacks to callers unless NODE_ENV is production.
  isDev: false,
  sse: EVENTS,
  errorFormatter: ({ error, shape, ctx }) =>
    errorShape(error, shape.data.path, ctx?.trace.requestId ?? null),
})

export const router = t.router

export const publicProcedure = t.procedure.use(({ ctx, path, next }) =>
  instrumentProcedure(path, ctx, next),
)

/**
 * For an authenticated user, who gets their own conversations and nothing else. Instrumented here and
 * not by publicProcedure, because tRPC copies a call twice for every middleware.
 */
export const protectedProcedure = t.procedure.use(({ ctx, path, next }) =>
  instrumentProcedure(path, ctx, async () => {
    const { owner, mayAppend } = await ctx.authenticate()
    ctx.trace.user = hashOwner(owner)
    const end = await ctx.usage.begin(owner)
    try {
      return await next({
        ctx: { owner, mayAppend, conversations: ctx.services.store.forOwner(owner) },
      })
    } finally {
      end()
    }
  }),
)

/** For a server of the product, with a token for one user that users themselves never get. */
export const appendProcedure = protectedProcedure.use(({ ctx, next }) => {
  if (!ctx.services.hasAppend) throw new TRPCError({ code: 'NOT_FOUND' })
  if (!ctx.mayAppend) throw new ForbiddenError()
  return next()
})
