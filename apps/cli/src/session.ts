import type { Owner } from '@threadkeep/shared'
import { type OwnerFilter, openStoreAdmin, type StoreAdmin } from '@threadkeep/store/admin'
import { CommandFailedError } from './errors.ts'
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

/** Measured by how many of the keys were scanned. */
export function scanProgress(io: Io, admin: StoreAdmin, noun: string): Progress {
  return startProgress(io, noun, () => {
    const { scanned, total } = admin.progress
    return total === 0 ? undefined : scanned / total
  })
}

/** Finds them all before their conversations are looked at: only then is the time left known. */
export async function findOwners(io: Io, admin: StoreAdmin, filter: OwnerFilter): Promise<Owner[]> {
  using progress = scanProgress(io, admin, 'user')
  const owners: Owner[] = []
  for await (const owner of admin.owners(filter)) {
    owners.push(owner)
    progress.step()
  }
  return owners
}

/** `hint`: how to go on when the user has stopped it. */
export async function whenStopped<Result>(
  io: Io,
  hint: string,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    if (io.signal.aborted) throw new CommandFailedError(`Stopped. ${hint}`)
    throw error
  }
}
