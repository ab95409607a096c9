import { ConversationNotFoundError } from '@threadkeep/store'
import { type StoreAdmin, toTranscript } from '@threadkeep/store/admin'
import { ArchiveError, DamagedObjectError } from '../errors.ts'
import type { Archive } from './archive.ts'
import { decodeContent } from './content.ts'
import { parseName, pendingName } from './names.ts'

/**
 * Gives a conversation back to Redis, for one more ttl, and removes it from the archive once it is there.
 * `kept`: it stays in the archive, for Redis has a later state of it, or it was deleted there, or is still
 * on its way into the archive. Rejects with DamagedObjectError where other objects can be given back.
 */
export async function restoreFromArchive(
  admin: StoreAdmin,
  { store, baseOf }: Archive,
  name: string,
): Promise<'restored' | 'kept'> {
  const copy = parseName(name)
  const content = copy && (await store.read(name))
  if (content === undefined || copy === undefined) return 'kept'
  // Its move has not ended, and may still succeed.
  if ((await store.read(pendingName(copy))) !== undefined) return 'kept'
  const { conversationId: id, token } = copy
  const archived = await decodeContent(name, content)
  const { owner, layout } = archived
  if (layout > admin.layout) {
    throw new ArchiveError(`${name} has layout ${layout}, and servers here write ${admin.layout}`)
  }
  if (baseOf(owner, archived.id) !== copy.base) {
    throw new DamagedObjectError(`${name} holds another conversation than its name says`)
  }
  const mine = admin.forOwner(owner)
  const record = await mine.restoredRecord(archived.record)
  if (record === undefined) throw new DamagedObjectError(`${name} cannot be read`)
  for await (const part of archived.parts()) {
    const outcome = await mine.importPart({ ...part, record })
    if (outcome === 'deleted') return 'kept'
  }
  const revisionOf = (text: string) =>
    toTranscript(owner, { ...EMPTY, id, record: text }).conversation.revision
  try {
    const here = await mine.snapshot(id)
    if (revisionOf(here.record) < revisionOf(archived.record)) return 'kept'
  } catch (error) {
    if (error instanceof ConversationNotFoundError) return 'kept'
    throw error
  }
  await mine.moves.forget(id, token)
  await store.remove(name)
  return 'restored'
}

const EMPTY = { fields: [], messages: [], externalId: '' }
