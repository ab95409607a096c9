export type { DevToken } from './auth/dev-tokens.ts'
export type { AppRouter, RouterInputs, RouterOutputs } from './trpc/routers/app.ts'
