import type { Moves, StoreAdmin } from '@threadkeep/store/admin'
import type { Archive } from './archive.ts'
import type { ArchiveStore } from './archive-store.ts'
import { decodeMark } from './content.ts'
import { type ArchivedName, contentName, parseName, pendingName } from './names.ts'

type Copy = Pick<ArchivedName, 'base' | 'conversationId' | 'token'>

/** Once Redis has let go of the conversation. What other moves left of it is older, and goes. */
export async function endMove(moves: Moves, store: ArchiveStore, copy: Copy): Promise<void> {
  const own = [contentName(copy), pendingName(copy)]
  for await (const { name } of store.list(copy.base)) {
    if (!own.includes(name)) await store.remove(name)
  }
  await store.remove(pendingName(copy))
  await moves.forget(copy.conversationId, copy.token)
}

/** In this order: without the mark the copy would pass for one that has arrived. */
export async function removeCopy(moves: Moves, store: ArchiveStore, copy: Copy): Promise<void> {
  await store.remove(contentName(copy))
  await store.remove(pendingName(copy))
  await moves.forget(copy.conversationId, copy.token)
}

/**
 * What became of moves that were cut off: those that Redis let go of are ended, and copies that cannot take
 * the conversation's place any more are removed. What Redis does not know of is left, for it may be the
 * only copy: its names are returned.
 */
export async function settle(
  admin: StoreAdmin,
  { store }: Archive,
  beginning: string,
): Promise<string[]> {
  const unknown: string[] = []
  for await (const { name } of store.list(beginning)) {
    const copy = parseName(name)
    const mark = copy?.isPending === true ? await store.read(name) : undefined
    // Ended by another run.
    if (copy === undefined || mark === undefined) continue
    const { moves } = admin.forOwner(decodeMark(name, mark))
    const state = await moves.state(copy.conversationId, copy.token)
    if (state === 'moved') await endMove(moves, store, copy)
    else if (state === 'obsolete') await removeCopy(moves, store, copy)
    else if (state === 'unknown') unknown.push(name)
  }
  return unknown
}
