import { createHash } from 'node:crypto'
import type { OwnerFilter } from '@threadkeep/store/admin'

/*
 * <tenant>/<user>/<conversation>.ndjson.gz, where tenant and user are hashes: ids may hold anything and be
 * of any length, and names of files and blobs may not. While a conversation is on its way, its revision
 * and `.pending` stand in place of the ending.
 */
const ENDING = '.ndjson.gz'
const PENDING = '.pending'

/** What all names of these owners begin with. */
export function beginningOf({ tenantId, userId }: OwnerFilter): string {
  if (tenantId === undefined) return ''
  const tenant = `${hash(tenantId)}/`
  return userId === undefined ? tenant : `${tenant}${hash(userId)}/`
}

export interface ArchivedName {
  /** Without the ending: what all names of one conversation begin with. */
  base: string
  conversationId: string
  /** Of the copy that is on its way; undefined for one that has arrived. */
  pendingRevision: number | undefined
}

export const baseName = (owner: OwnerFilter, id: string) => `${beginningOf(owner)}${id}`
export const arrivedName = (base: string) => `${base}${ENDING}`
export const pendingName = (base: string, revision: number) => `${base}.${revision}${PENDING}`

/** Undefined for what is nothing of the archive. */
export function parseName(name: string): ArchivedName | undefined {
  const [, base, id, revision] =
    /^([\w-]+\/[\w-]+\/([0-9a-f-]{36}))(?:\.ndjson\.gz|\.(\d+)\.pending)$/.exec(name) ?? []
  if (base === undefined || id === undefined) return undefined
  const pendingRevision = revision === undefined ? undefined : Number(revision)
  return { base, conversationId: id, pendingRevision }
}

function hash(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}
