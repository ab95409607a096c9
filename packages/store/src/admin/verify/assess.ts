import { STATUSES } from '@threadkeep/shared'
import { DEDUP_KEY_LENGTH } from '../../codec/dedup.ts'
import type { ConversationRecord } from '../../codec/record.ts'
import { decodeRun } from '../../codec/run.ts'
import { decodeRecord } from '../../redis/record-codec.ts'
import { NEWEST_LAYOUT } from '../../rules/layouts.ts'
import { MAX_EXPIRY_SLACK_MS } from '../../rules/retention.ts'
import type { Damage } from './damage.ts'
import type { Inspection } from './inspection.ts'

/** Expiries are set by a clock that goes on while they are. */
const TOLERANCE_MS = 1_000
const NO_EXPIRY = -1

/** Everything that is not as the layout says, of one conversation at one moment. */
export function assess(seen: Inspection): Damage[] {
  const { id, record: text, conversationType, messagesType } = seen
  // Deleted or expired since a key of it was met.
  if (conversationType === 'none' && messagesType === 'none') return []
  const wrongTypes = typeDamages(seen)
  if (wrongTypes.length > 0) return wrongTypes
  if (text === '') {
    const detail = `${seen.messages} messages, and no record of the conversation`
    return [{ name: 'record-missing', detail }]
  }
  const record = decodeRecord(id, text)
  if (record === undefined) return [unreadable(text)]
  // Such a one is on its way out: callers do not see it any more.
  if (record.expiresAt < seen.now) return []
  return [
    ...contentDamages(record, seen),
    ...expiryDamages(record, seen),
    ...indexDamages(record, seen),
  ]
}

function typeDamages({ conversationType, messagesType }: Inspection): Damage[] {
  const damages: Damage[] = []
  if (!['hash', 'none'].includes(conversationType)) {
    damages.push({ name: 'wrong-type', detail: `the conversation is a ${conversationType}` })
  }
  if (!['list', 'none'].includes(messagesType)) {
    damages.push({ name: 'wrong-type', detail: `its messages are a ${messagesType}` })
  }
  return damages
}

function unreadable(text: string): Damage {
  const version = Number(/^(\d{1,12}),/.exec(text)?.[1] ?? 0)
  return version > NEWEST_LAYOUT
    ? { name: 'record-newer', detail: `its layout is ${version}` }
    : { name: 'record-unreadable', detail: `${text.length} characters` }
}

function contentDamages(record: ConversationRecord, seen: Inspection): Damage[] {
  const damages: Damage[] = []
  const { messageCount, createdAt, updatedAt, lastAccessedAt } = record
  const counts = `${seen.messages} of ${messageCount} messages`
  if (seen.messages < messageCount) damages.push({ name: 'messages-missing', detail: counts })
  if (seen.messages > messageCount) damages.push({ name: 'messages-too-many', detail: counts })
  if (createdAt > updatedAt || updatedAt > lastAccessedAt) {
    damages.push({
      name: 'times-disagree',
      detail: 'created, changed and accessed are out of order',
    })
  }
  for (const field of damagedFields(seen)) {
    damages.push(
      field === 'run'
        ? { name: 'run-unreadable', detail: 'it is taken for none' }
        : { name: 'remembered-append-wrong', detail: `field ${field}` },
    )
  }
  return damages
}

/** Of the hash: those that remember a change of messages that are not there, and a run that cannot be read. */
export function damagedFields({ id, record, fields, messages }: Inspection): string[] {
  // Of messages that are missing the memory is right.
  const last = Math.max(messages, decodeRecord(id, record)?.messageCount ?? 0)
  return fields
    .filter(([name, value]) => {
      if (name === 'run') return decodeRun(value) === null
      if (name !== '@' && name.length !== DEDUP_KEY_LENGTH) return false
      if (name === '@') return !isSeq(value, 0, last)
      // Its messages were truncated at that time.
      if (/^r?-\d{13}$/.test(value)) return false
      const regenerated = /^r(\d+) \d{13}$/.exec(value)?.[1]
      return !isSeq(regenerated ?? value, 1, last)
    })
    .map(([name]) => name)
}

function isSeq(text: string, lowest: number, highest: number): boolean {
  return /^\d{1,15}$/.test(text) && Number(text) >= lowest && Number(text) <= highest
}

function expiryDamages(
  record: ConversationRecord,
  { now, expiry, messages }: Inspection,
): Damage[] {
  const damages: Damage[] = []
  const ttl = record.expiresAt - record.updatedAt
  const latest = record.expiresAt + Math.min(ttl / 8, MAX_EXPIRY_SLACK_MS) + TOLERANCE_MS
  const own = { 'the conversation': expiry.conversation, 'its messages': expiry.messages }
  for (const [what, left] of Object.entries(own)) {
    if (what === 'its messages' && messages === 0) continue
    if (left === NO_EXPIRY) damages.push({ name: 'expiry-missing', detail: what })
    else if (now + left + TOLERANCE_MS < record.expiresAt) {
      damages.push({ name: 'expiry-too-early', detail: what })
    } else if (now + left > latest) damages.push({ name: 'expiry-too-late', detail: what })
  }
  return damages
}

function indexDamages(record: ConversationRecord, seen: Inspection): Damage[] {
  const { scores, expiry, now, externalId } = seen
  const damages: Damage[] = []
  const own = STATUSES.indexOf(record.status)
  const ofStatus = scores.byStatus[own]
  if (scores.all === undefined) damages.push({ name: 'not-listed', detail: '' })
  if (ofStatus === undefined) damages.push({ name: 'not-listed-by-status', detail: record.status })
  for (const [index, status] of STATUSES.entries()) {
    if (index !== own && scores.byStatus[index] !== undefined) {
      damages.push({
        name: 'listed-by-other-status',
        detail: `${status}, and it is ${record.status}`,
      })
    }
  }
  const isWrong = (score: number | undefined) => score !== undefined && score !== record.updatedAt
  if (isWrong(scores.all)) damages.push({ name: 'score-wrong', detail: 'of all conversations' })
  if (isWrong(ofStatus)) damages.push({ name: 'score-wrong', detail: `of ${record.status} ones` })
  const early = (left: number | undefined) =>
    left !== undefined && left >= 0 && now + left + TOLERANCE_MS < record.expiresAt
  if (early(expiry.all) || early(expiry.byStatus[own])) {
    damages.push({ name: 'index-expires-early', detail: 'an index ends before it' })
  }
  if (externalId !== '' && externalId !== record.externalId) {
    damages.push({ name: 'external-id-wrong', detail: 'the index has another one for it' })
  }
  return damages
}
