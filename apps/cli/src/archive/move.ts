import type { Owner } from '@threadkeep/shared'
import { type StoreAdmin, toTranscript } from '@threadkeep/store/admin'
import { CommandFailedError } from '../errors.ts'
import type { ArchiveStore } from './archive-store.ts'
import { decodeContent, encodeContent } from './content.ts'
import { arrivedName, baseName, parseName, pendingName } from './names.ts'

/**
 * Moves a conversation into the archive: written under a pending name, read back and compared, removed
 * from Redis if it has not changed since, and given its name. `settle` ends a move that was cut off.
 */
export async function moveToArchive(
  admin: StoreAdmin,
  archive: ArchiveStore,
  owner: Owner,
  id: string,
): Promise<'moved' | 'changed' | 'gone'> {
  const mine = admin.forOwner(owner)
  const snapshot = await mine.snapshot(id)
  // Reads every message: what cannot be read is not moved.
  const { revision } = toTranscript(owner, snapshot).conversation
  const base = baseName(owner, id)
  const pending = pendingName(base, revision)
  const content = encodeContent(owner, snapshot, admin.layout)
  await archive.write(pending, content)
  if ((await archive.read(pending))?.equals(content) !== true) {
    throw new CommandFailedError(`The archive does not give back what was written: ${pending}`)
  }
  const outcome = await mine.moveOut(id, revision)
  if (outcome === 'moved') await commit(admin, archive, owner, id, pending)
  else await archive.remove(pending)
  return outcome
}

async function commit(
  admin: StoreAdmin,
  archive: ArchiveStore,
  owner: Owner,
  id: string,
  pending: string,
): Promise<void> {
  const base = baseName(owner, id)
  await archive.rename(pending, arrivedName(base))
  // Copies of earlier revisions, whose moves came to nothing.
  for await (const name of archive.list(`${base}.`)) {
    if (parseName(name)?.pendingRevision !== undefined) await archive.remove(name)
  }
  await admin.forOwner(owner).forgetMoved(id)
}

/**
 * What became of moves that were cut off: those that Redis remembers are ended, and copies of what was
 * deleted since are removed. A copy of what is still in Redis is left to the next move.
 */
export async function settle(
  admin: StoreAdmin,
  archive: ArchiveStore,
  beginning: string,
): Promise<void> {
  const newest = new Map<string, { name: string; revision: number }>()
  for await (const name of archive.list(beginning)) {
    const parsed = parseName(name)
    if (parsed?.pendingRevision === undefined) continue
    const revision = parsed.pendingRevision
    if (revision > (newest.get(parsed.base)?.revision ?? 0)) {
      newest.set(parsed.base, { name, revision })
    }
  }
  for (const { name } of newest.values()) {
    const content = await archive.read(name)
    const id = parseName(name)?.conversationId
    if (content === undefined || id === undefined) continue
    const { owner } = decodeContent(name, content)
    const where = await admin.forOwner(owner).whereabouts(id)
    if (where === 'moved') await commit(admin, archive, owner, id, name)
    if (where === 'gone') await archive.remove(name)
  }
}
