import { openStoreAdmin, type StoreAdmin } from '@threadkeep/store/admin'
import type { Io } from './io.ts'
import { type Progress, startProgress } from './output/progress.ts'

/** Connects for the time of one command. */
export async function withAdmin<Result>(
  io: Io,
  { maxOps }: { maxOps: number },
  act: (admin: StoreAdmin) => Promise<Result>,
): Promise<Result> {
  const admin = await openStoreAdmin(io.redisConfig(), { maxOps, signal: io.signal })
  try {
    return await act(admin)
  } finally {
    admin.close()
  }
}

/** By how many of the keys were looked at. */
export function scanProgress(io: Io, admin: StoreAdmin, noun: string): Progress {
  return startProgress(io, noun, () => {
    const { scanned, total } = admin.progress
    return total === 0 ? undefined : scanned / total
  })
}
