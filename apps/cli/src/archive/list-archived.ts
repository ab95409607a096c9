import { STATUSES } from '@threadkeep/shared'
import { isStoreError } from '@threadkeep/store'
import { type OwnerFilter, toTranscript } from '@threadkeep/store/admin'
import { z } from 'zod'
import { DamagedObjectError } from '../errors.ts'
import type { Archive } from './archive.ts'
import type { ArchiveStore, Metadata } from './archive-store.ts'
import { decodeContent } from './content.ts'
import { parseName } from './names.ts'

/** As `metadataOf` in move.ts writes them. */
const MetadataSchema = z.object({
  status: z.enum(STATUSES),
  messages: z.coerce.number().int(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

interface ArchivedObject {
  id: string
  /** Of the object. */
  name: string
  bytes: number
}

interface Facts {
  status: string
  messages: number
  createdAt: string
  updatedAt: string
}

export type ArchivedConversation = ArchivedObject & (Facts | { unreadable: true })

/** What is in the archive of these owners, in no order. Moves that have not ended are left out. */
export async function* listArchived(
  { store, beginningOf }: Archive,
  filter: OwnerFilter,
): AsyncGenerator<ArchivedConversation, void, undefined> {
  const pending = new Set<string>()
  const beginning = beginningOf(filter)
  for await (const { name } of store.list(beginning)) {
    const parsed = parseName(name)
    if (parsed?.isPending === true) pending.add(parsed.base + parsed.token)
  }
  for await (const { name, bytes, metadata } of store.list(beginning)) {
    const parsed = parseName(name)
    if (parsed === undefined || parsed.isPending || pending.has(parsed.base + parsed.token))
      continue
    const facts = fromMetadata(metadata) ?? (await fromContent(store, name))
    if (facts !== undefined) yield { id: parsed.conversationId, name, bytes, ...facts }
  }
}

function fromMetadata(metadata: Metadata | undefined): Facts | undefined {
  const parsed = MetadataSchema.safeParse(metadata)
  if (!parsed.success) return undefined
  const { status, messages, created_at: createdAt, updated_at: updatedAt } = parsed.data
  return { status, messages, createdAt, updatedAt }
}

/** Undefined where it was removed meanwhile. */
async function fromContent(store: ArchiveStore, name: string) {
  try {
    const content = await store.read(name)
    return content && (await factsOf(name, content))
  } catch (error) {
    if (!(error instanceof DamagedObjectError) && !isStoreError(error)) throw error
    // It is named, and does not hide the others. `restore` says what is wrong with it.
    return { unreadable: true } as const
  }
}

async function factsOf(name: string, content: Buffer): Promise<Facts> {
  const { owner, id, record } = await decodeContent(name, content)
  const snapshot = { id, record, fields: [], messages: [], externalId: '' }
  const { status, messageCount, createdAt, updatedAt } = toTranscript(owner, snapshot).conversation
  return { status, messages: messageCount, createdAt, updatedAt }
}
