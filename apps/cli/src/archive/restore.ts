import { ConversationNotFoundError } from '@threadkeep/store'
import { type StoreAdmin, toTranscript } from '@threadkeep/store/admin'
import { CommandFailedError } from '../errors.ts'
import type { ArchiveStore } from './archive-store.ts'
import { decodeContent } from './content.ts'
import { parseName } from './names.ts'

/**
 * Gives a conversation back to Redis, for one more ttl, and removes it from the archive once it is there.
 * `kept`: it stays in the archive, for Redis has another conversation of that id, or it was deleted there.
 */
export async function restoreFromArchive(
  admin: StoreAdmin,
  archive: ArchiveStore,
  name: string,
): Promise<'restored' | 'kept'> {
  const content = await archive.read(name)
  const id = parseName(name)?.conversationId
  if (content === undefined || id === undefined) return 'kept'
  const { owner, layout, parts } = decodeContent(name, content)
  if (layout > admin.layout) {
    throw new CommandFailedError(
      `${name} has layout ${layout}, and servers here write ${admin.layout}.`,
    )
  }
  const mine = admin.forOwner(owner)
  const archived = parts[0]?.record ?? ''
  const record = await mine.restoredRecord(archived)
  if (record === undefined) throw new CommandFailedError(`${name} in the archive cannot be read.`)
  for (const part of parts) {
    const outcome = await mine.importPart({ ...part, record })
    if (outcome === 'deleted') return 'kept'
  }
  const revisionOf = (text: string) =>
    toTranscript(owner, { ...EMPTY, id, record: text }).conversation.revision
  try {
    const here = await mine.snapshot(id)
    if (revisionOf(here.record) < revisionOf(archived)) return 'kept'
  } catch (error) {
    if (error instanceof ConversationNotFoundError) return 'kept'
    throw error
  }
  await mine.forgetMoved(id)
  await archive.remove(name)
  return 'restored'
}

const EMPTY = { fields: [], messages: [], externalId: '' }
