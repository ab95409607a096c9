import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from './trpc/routers/app.ts'

export type { DevToken } from './auth/dev-tokens.ts'
export type { AppRouter }
export type RouterInputs = inferRouterInputs<AppRouter>
export type RouterOutputs = inferRouterOutputs<AppRouter>
