import type { WritePiecesCommand } from '../backend.ts'
import type { OwnerContext } from './owner-context.ts'

/** Max pieces of one write. */
const MAX_PIECES = 200

type WriteResult = 'written' | 'stop' | 'lost'

/**
 * Writes pieces of a run behind those that are stored. Pieces that Redis lost, in a failover or by an
 * eviction, are written again where they were: watchers count pieces, and must not miss any.
 */
export function createPieceWriter(
  context: Pick<OwnerContext, 'backend'>,
  lease: Pick<WritePiecesCommand, 'id' | 'token'>,
  said: readonly string[],
) {
  const stored = [...said]
  let last: Promise<unknown> = Promise.resolve()

  return {
    /**
     * One after the other: a write says how many pieces are stored before its own, and what is stored at
     * that place already counts as a repeat. One that waits for another rejects with it: which pieces
     * are before it is unknown then.
     */
    write(pieces: string[], leaseMs: number): Promise<WriteResult> {
      const result = last.then(() => writeNext(pieces, leaseMs))
      last = result
      result.catch(() => {
        if (last === result) last = Promise.resolve()
      })
      return result
    },
    /** Resolves when the writes that were called before have ended. */
    settled: () => last.catch(() => {}),
  }

  async function writeNext(pieces: string[], leaseMs: number): Promise<WriteResult> {
    let result = await context.backend.writePieces({
      ...lease,
      leaseMs,
      before: stored.length,
      pieces,
    })
    while (typeof result === 'number') result = await writeAgain(result, pieces, leaseMs)
    stored.push(...pieces)
    return result
  }

  /** All from this index on. A number if pieces were lost meanwhile. */
  async function writeAgain(left: number, pieces: string[], leaseMs: number) {
    const all = [...stored, ...pieces]
    for (let before = left; ; before += MAX_PIECES) {
      const next = all.slice(before, before + MAX_PIECES)
      const result = await context.backend.writePieces({ ...lease, leaseMs, before, pieces: next })
      const isLast = before + MAX_PIECES >= all.length
      if (isLast || typeof result === 'number' || result === 'lost') return result
    }
  }
}
