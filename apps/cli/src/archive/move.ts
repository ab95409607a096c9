import { createHash, randomBytes } from 'node:crypto'
import type { Conversation, Owner } from '@threadkeep/shared'
import { type MoveOutcome, type StoreAdmin, toTranscript } from '@threadkeep/store/admin'
import { ArchiveError } from '../errors.ts'
import type { Archive } from './archive.ts'
import type { Metadata } from './archive-store.ts'
import { encodeContent, encodeMark } from './content.ts'
import { contentName, pendingName } from './names.ts'
import { endMove, removeCopy } from './settle.ts'

/**
 * Moves a conversation into the archive: marked as pending and written, read back and compared, removed
 * from Redis if it has not changed since and no other run has made another copy, and the mark taken away.
 * `settle` ends a move that was cut off.
 */
export async function moveToArchive(
  admin: StoreAdmin,
  archive: Archive,
  owner: Owner,
  id: string,
): Promise<MoveOutcome> {
  const { store } = archive
  const mine = admin.forOwner(owner)
  const snapshot = await mine.snapshot(id)
  // Reads every message: what cannot be read is not moved.
  const { conversation } = toTranscript(owner, snapshot)
  const token = randomBytes(8).toString('hex')
  const copy = { base: archive.baseOf(owner, id), conversationId: id, token }
  const content = await encodeContent(owner, snapshot, admin.layout)
  if (!(await mine.moves.claim(id, token))) return 'gone'
  await store.write(pendingName(copy), encodeMark(owner))
  await store.write(contentName(copy), content, metadataOf(conversation, content))
  if ((await store.read(contentName(copy)))?.equals(content) !== true) {
    if ((await mine.moves.state(id, token)) === 'claimed') {
      throw new ArchiveError(`what was written is not given back: ${contentName(copy)}`)
    }
    // Another run has taken the claim and removed this copy, or the conversation was deleted. This
    // token cannot take its place any more. A run that was killed may have left the mark.
    await removeCopy(mine.moves, store, copy)
    return 'changed'
  }
  const outcome = await mine.moves.moveOut(id, conversation.revision, token)
  if (outcome === 'moved') await endMove(mine.moves, store, copy)
  else {
    await mine.moves.giveUp(id, token)
    await removeCopy(mine.moves, store, copy)
  }
  return outcome
}

/** Nothing that was said: names and metadata are seen by more people than what is in the objects. */
function metadataOf(conversation: Conversation, content: Buffer): Metadata {
  const { status, messageCount, createdAt, updatedAt } = conversation
  return {
    status,
    messages: String(messageCount),
    created_at: createdAt,
    updated_at: updatedAt,
    sha256: createHash('sha256').update(content).digest('base64url'),
  }
}
