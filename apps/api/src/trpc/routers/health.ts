import type { HealthReport } from '@threadkeep/shared'
import { publicProcedure } from '../trpc.ts'

/** An unhealthy store is a result here, not an error. */
export const healthProcedure = publicProcedure.query(
  ({ ctx }): Promise<HealthReport> => ctx.services.reportHealth(),
)
