import type { Run } from '@threadkeep/shared'
import type { RunLease } from '@threadkeep/store'
import type { Runs } from '../runs/runs.ts'

interface Begun {
  run: Run | null
  lease: RunLease | null
  replayed: boolean
}

/**
 * The lease of the run that a call began, for who works on it. Null if this process works on it already,
 * or did: a repeat may come in the middle, and a second worker would ask the agent once more.
 */
export async function heldLease(
  runs: Runs,
  { run, lease, replayed }: Begun,
): Promise<RunLease | null> {
  if (run === null || lease === null || runs.find(run) !== undefined) return null
  // The run may have ended since the store replied.
  if (replayed && (await lease.write([])) === 'lost') return null
  return lease
}
