import type { HealthReport } from '@threadkeep/shared'
import { publicProcedure } from '../trpc.ts'

/** An unhealthy store is an answer here, not an error: callers ask to be told. */
export const healthProcedure = publicProcedure.query(
  ({ ctx }): Promise<HealthReport> => ctx.reportHealth(),
)
