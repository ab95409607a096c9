import type { Moves, StoreAdmin } from '@threadkeep/store/admin'
import type { Archive } from './archive.ts'
import type { ArchiveStore } from './archive-store.ts'
import { decodeMark } from './content.ts'
import { type ArchivedName, contentName, parseName, pendingName } from './names.ts'

type Copy = Pick<ArchivedName, 'base' | 'conversationId' | 'token'>

/** Once Redis has let go of the conversation. What other moves left of it is older, and goes. */
export async function endMove(moves: Moves, store: ArchiveStore, copy: Copy): Promise<void> {
  const { base, conversationId, token } = copy
  const others = await tokensOf(store, base)
  others.delete(token)
  // In this order: where another run has ended this move and the conversation was restored, a copy
  // that is listed may be that of a later move, and the only one.
  if ((await moves.state(conversationId, token)) !== 'moved') return
  for (const other of others) await removeObjects(store, { base, token: other })
  await store.remove(pendingName(copy))
  await moves.forget(conversationId, token)
}

export async function removeCopy(moves: Moves, store: ArchiveStore, copy: Copy): Promise<void> {
  await removeObjects(store, copy)
  await moves.forget(copy.conversationId, copy.token)
}

/** In this order: without the mark the copy would pass for one that has arrived. */
async function removeObjects(
  store: ArchiveStore,
  copy: Pick<Copy, 'base' | 'token'>,
): Promise<void> {
  await store.remove(contentName(copy))
  await store.remove(pendingName(copy))
}

/** Of all moves that have left something of a conversation. */
async function tokensOf(store: ArchiveStore, base: string): Promise<Set<string>> {
  const tokens = new Set<string>()
  for await (const { name } of store.list(base)) {
    const copy = parseName(name)
    if (copy !== undefined) tokens.add(copy.token)
  }
  return tokens
}

/**
 * What became of moves that were cut off: those that Redis let go of are ended, and copies that cannot take
 * the conversation's place any more are removed. What Redis does not know of is left, for it may be the
 * only copy, and so is a copy whose mark does not tell whose it is: their names are returned.
 */
export async function settle(
  admin: StoreAdmin,
  { store, baseOf }: Archive,
  beginning: string,
): Promise<string[]> {
  const unknown: string[] = []
  for await (const { name } of store.list(beginning)) {
    const copy = parseName(name)
    const mark = copy?.isPending === true ? await store.read(name) : undefined
    // Ended by another run.
    if (copy === undefined || mark === undefined) continue
    const owner = decodeMark(mark)
    if (owner === undefined || baseOf(owner, copy.conversationId) !== copy.base) {
      unknown.push(name)
      continue
    }
    const { moves } = admin.forOwner(owner)
    const state = await moves.state(copy.conversationId, copy.token)
    if (state === 'moved') await endMove(moves, store, copy)
    else if (state === 'obsolete') await removeCopy(moves, store, copy)
    // A move is forgotten after its mark is removed: without the mark another run has just ended it.
    else if (state === 'unknown' && (await store.read(name)) !== undefined) unknown.push(name)
  }
  return unknown
}
