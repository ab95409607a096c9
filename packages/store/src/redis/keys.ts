import { createHash } from 'node:crypto'
import { STATUSES, type Status } from '@threadkeep/shared'

/*
 * The only place that builds keys. One owner's keys share the hash tag {<o>}, so every script
 * touches one slot; <o> comes from owner-key.ts and cannot close the tag. In front of each goes
 * REDIS_KEY_PREFIX, which has no braces and so opens none.
 *
 *   conversation:{<o>}:<id>              HASH  the conversation, and where its appends are
 *   conversation:{<o>}:<id>:messages     LIST  its messages; the place in the list is the seq
 *   user:{<o>}:conversations             ZSET  id by updatedAt
 *   user:{<o>}:conversations:<status>    ZSET  the same, one for each status
 *   user:{<o>}:external                  HASH  e<externalId> -> id, i<id> -> external id
 *   user:{<o>}:starts                    HASH  dedup key -> what that start returned
 *   user:{<o>}:starts:age                LIST  the same keys, oldest first, with their times
 *   user:{<o>}:changes                   ZSET  dedup key of a recent update or delete, by time
 *   user:{<o>}:deletions                 ZSET  id of a conversation that was deleted lately, by time
 *   conversation:{<o>}:<id>:pieces       LIST  what was said so far in its newest run
 *   conversation:{<o>}:<id>:import       LIST  what came so far of one that is being imported
 *   user:{<o>}:moved                     HASH  id of a conversation on its way to the archive -> how far
 *
 * And the channel of what changes, for watchers:
 *
 *   watch:{<o>}
 *
 * Of the whole store, without an expiry:
 *
 *   threadkeep:layout                    STRING  the layout that servers write; see health/layout-version.ts
 *
 * While the health check tries to make a change (lua/upkeep/canary.lua): one key for each pattern
 * above and below, in which `<o>` has no colon, so that it is no owner's.
 *
 * For the rate limit, of one minute:
 *
 *   calls:<hash of o>                    STRING  the number of calls
 */
export interface OwnerKeys {
  /** Every conversation's key is this with its id behind it. */
  conversationPrefix: string
  all: string
  byStatus: Record<Status, string>
  external: string
  starts: string
  startsAge: string
  changes: string
  deletions: string
  /** Every key of the owner but the conversations', in the order in which scripts take them. */
  shared: string[]
  conversation(id: string): ConversationKeys
}

export interface ConversationKeys {
  fields: string
  messages: string
  pieces: string
  imported: string
}

export const MESSAGES_SUFFIX = ':messages'
export const PIECES_SUFFIX = ':pieces'
export const IMPORT_SUFFIX = ':import'

export function ownerKeys(ownerKey: string, prefix = ''): OwnerKeys {
  const conversationPrefix = `${prefix}conversation:{${ownerKey}}:`
  const user = `${prefix}user:{${ownerKey}}:`
  const all = `${user}conversations`
  const byStatus = {
    active: `${all}:active`,
    completed: `${all}:completed`,
    archived: `${all}:archived`,
  }
  const external = `${user}external`
  const starts = `${user}starts`
  const startsAge = `${user}starts:age`
  const changes = `${user}changes`
  const deletions = `${user}deletions`
  return {
    conversationPrefix,
    all,
    byStatus,
    external,
    starts,
    startsAge,
    changes,
    deletions,
    shared: [
      all,
      ...STATUSES.map((status) => byStatus[status]),
      external,
      starts,
      startsAge,
      changes,
      deletions,
    ],
    conversation(id) {
      const fields = `${conversationPrefix}${id}`
      return {
        fields,
        messages: fields + MESSAGES_SUFFIX,
        pieces: fields + PIECES_SUFFIX,
        imported: fields + IMPORT_SUFFIX,
      }
    },
  }
}

/** A pattern for SCAN: the keys of every owner, or of those whose key begins so (see owner-key.ts). */
export function ownersPattern(beginning = '', prefix = ''): string {
  return `${prefix}[cu]*:{${beginning}*}:*`
}

/** What a stored key is for. */
export interface StoredKey {
  ownerKey: string
  /** Undefined for one that the owner's conversations share. */
  conversationId: string | undefined
  /** What follows: '' for a conversation's fields, else the suffix or the name of a shared key. */
  name: string
}

/** Undefined for a key that is no owner's. */
export function parseKey(key: string, prefix = ''): StoredKey | undefined {
  if (!key.startsWith(prefix)) return undefined
  const [, kind, owner, rest = ''] =
    /^(conversation|user):\{([^{}:]+:[^{}:]+)\}:(.+)$/s.exec(key.slice(prefix.length)) ?? []
  if (owner === undefined) return undefined
  if (kind === 'user') return { ownerKey: owner, conversationId: undefined, name: rest }
  const end = rest.indexOf(':')
  const id = end < 0 ? rest : rest.slice(0, end)
  return { ownerKey: owner, conversationId: id, name: rest.slice(id.length) }
}

/** Only operators' tools know it: requests neither read nor write it. */
export function movedKey(ownerKey: string, prefix = ''): string {
  return `${prefix}user:{${ownerKey}}:moved`
}

export function watchChannel(ownerKey: string, prefix = ''): string {
  return `${prefix}watch:{${ownerKey}}`
}

/** By hash, so that nothing about an erased owner is left in it. */
export function rateLimitKey(ownerKey: string, prefix = ''): string {
  return `${prefix}calls:${createHash('sha256').update(ownerKey).digest('base64url')}`
}

export function layoutKey(prefix = ''): string {
  return `${prefix}threadkeep:layout`
}

export interface CanaryKeys {
  keys: string[]
  marker: string
}

/** `name` has no colon, unlike every owner's key, so it cannot be an owner's. */
export function canaryKeys(name: string, prefix = ''): CanaryKeys {
  const user = `${prefix}user:{${name}}`
  return {
    keys: [`${prefix}conversation:{${name}}`, user, `${prefix}calls:{${name}}`],
    marker: `${user}:marker`,
  }
}
