import { createHash } from 'node:crypto'
import type { OwnerFilter } from '@threadkeep/store/admin'

/*
 * <tenant>/<user>/<conversation>.<token>.ndjson.gz. The token is that of the move, so what has a name
 * never changes. As long as a move has not ended, there is `<tenant>/<user>/<conversation>.<token>.pending`
 * beside it, which tells whose it is.
 */
const CONTENT = '.ndjson.gz'
const PENDING = '.pending'

/** A file's name has at most 255 bytes, and a blob's with all its parts 1,024 characters. */
const LONGEST_PART = 200

/** Whether the names of an archive tell the ids of tenants and users. */
export type Paths = 'plain' | 'hashed'

export interface ArchiveNames {
  /** What all names of these owners begin with. */
  beginningOf(filter: OwnerFilter): string
  /** What all names of a conversation begin with. */
  baseOf(owner: OwnerFilter, id: string): string
}

export function archiveNames(paths: Paths): ArchiveNames {
  const toPart = paths === 'plain' ? plainPart : hash
  const beginningOf = ({ tenantId, userId }: OwnerFilter) =>
    [tenantId, userId].map((id) => (id === undefined ? '' : `${toPart(id)}/`)).join('')
  return { beginningOf, baseOf: (owner, id) => `${beginningOf(owner)}${id}.` }
}

/**
 * Percent-encoded, capital letters and dots too: folders that do not tell `a` from `A`, as shares of
 * Windows do, would mix up two tenants, of whom one is erased.
 */
function plainPart(id: string): string {
  const encoded = Buffer.from(id)
    .toString('latin1')
    .replace(/[^a-z0-9_-]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return encoded.length <= LONGEST_PART ? encoded : `~${hash(id)}`
}

function hash(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}

export interface ArchivedName {
  base: string
  conversationId: string
  token: string
  /** Of the mark that a move has not ended. */
  isPending: boolean
}

export const contentName = ({ base, token }: Pick<ArchivedName, 'base' | 'token'>) =>
  `${base}${token}${CONTENT}`
export const pendingName = ({ base, token }: Pick<ArchivedName, 'base' | 'token'>) =>
  `${base}${token}${PENDING}`

/** Undefined for what is nothing of the archive. */
export function parseName(name: string): ArchivedName | undefined {
  const [, base, conversationId, token, ending] =
    /^([^/]+\/[^/]+\/([0-9a-f-]{36})\.)(\w+)(\.ndjson\.gz|\.pending)$/.exec(name) ?? []
  if (base === undefined || conversationId === undefined || token === undefined) return undefined
  return { base, conversationId, token, isPending: ending === PENDING }
}
