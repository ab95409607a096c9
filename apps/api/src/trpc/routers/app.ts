import type { Limits } from '@threadkeep/shared'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { router } from '../trpc.ts'
import { createConversationRouter } from './conversation.ts'
import { healthProcedure } from './health.ts'

export function createAppRouter(limits: Limits) {
  return router({
    conversation: createConversationRouter(limits),
    health: healthProcedure,
  })
}

export type AppRouter = ReturnType<typeof createAppRouter>
export type RouterInputs = inferRouterInputs<AppRouter>
export type RouterOutputs = inferRouterOutputs<AppRouter>
