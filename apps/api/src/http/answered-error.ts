import { getTRPCErrorShape, type TRPCError } from '@trpc/server'
import type { Context } from '../context.ts'
import type { AppRouter } from '../routers/app.ts'
import { traceError } from './trace-error.ts'

/** An error as callers read it in tRPC's answers. Notes it for the request's line in the log. */
export function answeredError(router: AppRouter, ctx: Context, error: TRPCError, path?: string) {
  traceError(ctx.trace, error, path)
  const shape = getTRPCErrorShape({
    config: router._def._config,
    error,
    type: 'unknown',
    path,
    input: undefined,
    ctx,
  })
  return { error: shape }
}
