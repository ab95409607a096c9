import { MAX_MESSAGES_PAGE_BYTES } from '@threadkeep/shared'
import type { OwnerBackend, StartCommand, UpdateCommand } from '../backend.ts'
import { decodeMessages } from '../codec/messages.ts'
import { type ConversationRecord, newRecord } from '../codec/record.ts'
import { decodeRun, isGreeting } from '../codec/run.ts'
import type { RedisStoreConfig } from '../config.ts'
import { StoreInternalError, TooManyConversationsError } from '../errors.ts'
import { DEDUP_WINDOW_MS, START_DEDUP_WINDOW_MS } from '../rules/retention.ts'
import { DELETIONS_KEPT_MS } from '../rules/run-times.ts'
import type { StoreObserver } from '../store-events.ts'
import { createExpiredCount } from './count-expired.ts'
import { createExternalIds } from './external-ids.ts'
import type { LayoutCheck } from './health/layout-version.ts'
import { MESSAGES_SUFFIX, ownerKeys, PIECES_SUFFIX, watchChannel } from './keys.ts'
import { createOwnerList } from './list.ts'
import { createOwnerAppends } from './owner-appends.ts'
import { createOwnerRemovals } from './owner-removals.ts'
import { createOwnerRuns } from './owner-runs.ts'
import type { RecentOwners } from './recent-owners.ts'
import { encodeChanges, encodeFields, readRecord } from './record-codec.ts'
import { createOwnerScripts, type Runners } from './scripts/owner-scripts.ts'
import { SCRIPTS } from './scripts/registry.ts'

const ERASED_PER_CALL = 100

/** What the backends of all owners share. */
export interface OwnerBackendParts {
  layout: LayoutCheck
  recentOwners: RecentOwners
  observe: StoreObserver
}

/** One owner's conversations in Redis: each method is its keys, its script, its reply. */
export function createRedisOwnerBackend(
  ownerKey: string,
  config: RedisStoreConfig,
  runners: Runners,
  { layout, recentOwners, observe }: OwnerBackendParts,
): OwnerBackend {
  const keys = ownerKeys(ownerKey, config.keyPrefix)
  const notices = {
    publish: config.address.mode === 'cluster' ? 'SPUBLISH' : 'PUBLISH',
    channel: watchChannel(ownerKey, config.keyPrefix),
  } as const
  const scripts = createOwnerScripts(keys, runners, notices, layout, observe)
  const ttl = config.ttlSeconds * 1000
  const cap = config.limits.conversationsPerUser
  const rememberedChange = Math.min(ttl, DEDUP_WINDOW_MS)
  const deletionsKept = Math.min(ttl, DELETIONS_KEPT_MS)
  const rememberedStart = Math.min(ttl, START_DEDUP_WINDOW_MS)
  const ownerList = createOwnerList(keys, scripts, ttl, recentOwners.reported, observe)
  const externalIds = createExternalIds(keys, scripts, ownerList, ttl)
  const countExpired = createExpiredCount(keys, scripts, recentOwners.full)

  return {
    async start(command) {
      const started = performance.now()
      try {
        return await startBelow(cap, command, started)
      } catch (error) {
        if (!(error instanceof TooManyConversationsError)) throw error
        // The index has some that are not there any more: it is only tidied in passing.
        const expired = await countExpired(started)
        if (expired === undefined) throw error
        return startBelow(cap + expired, command, started)
      }
    },

    async get(id) {
      const { fields, messages } = keys.conversation(id)
      const reply = await scripts.read(SCRIPTS.get, [fields, messages], () => [])
      return { record: readRecord(id, reply.text(1)), orphaned: reply.text(2) === 'orphaned' }
    },

    ...createOwnerAppends(keys, scripts, config),

    async messages({ id, limit, afterSeq, beforeSeq }) {
      const { fields, messages } = keys.conversation(id)
      const reply = await scripts.readLarge(SCRIPTS.messages, [fields, messages], () => [
        limit,
        afterSeq ?? '',
        beforeSeq ?? '',
        MAX_MESSAGES_PAGE_BYTES,
      ])
      return {
        firstSeq: reply.number(1),
        hasMore: reply.text(2) === 'more',
        records: decodeMessages(reply.texts(5), reply.number(3)),
        orphaned: reply.text(4) === 'orphaned',
      }
    },

    list: ownerList.list,

    async update(command) {
      const record = await update(command)
      if (record === null) throw new StoreInternalError('an update that is of no run lost one')
      return record
    },

    learn: async (command) => (await update(command, command.token)) !== null,

    findByExternalId: externalIds.find,

    async delete({ id, dedupKey, expectedRevision }) {
      await scripts.change(
        SCRIPTS.delete,
        [...changeKeys(id), keys.deletions, keys.conversation(id).pieces],
        () => [id, dedupKey, expectedRevision ?? '', rememberedChange, deletionsKept],
      )
    },

    ...createOwnerRuns(keys, scripts, ttl),
    ...createOwnerRemovals(keys, scripts, ttl),

    async eraseBatch() {
      const reply = await scripts.change(SCRIPTS.erase, keys.shared, () => [
        ERASED_PER_CALL,
        keys.conversationPrefix,
        MESSAGES_SUFFIX,
        PIECES_SUFFIX,
      ])
      return {
        done: reply.tag === 'done',
        conversations: reply.number(1),
        messages: reply.number(2),
      }
    },
  }

  async function startBelow(most: number, command: StartCommand, started: number) {
    const reply = await scripts.change(
      SCRIPTS.start,
      [keys.conversation(command.id).fields, ...keys.shared.slice(0, 7)],
      (version) => [
        command.id,
        command.dedupKey,
        command.payloadFingerprint,
        ttl,
        rememberedStart,
        most,
        keys.conversationPrefix,
        MESSAGES_SUFFIX,
        encodeFields(command),
        command.externalId,
        version,
        command.greeting?.token ?? '',
        command.greeting?.leaseMs ?? 0,
      ],
      started,
    )
    const replayed = reply.tag === 'replayed'
    const id = replayed ? reply.text(2) : command.id
    const run = decodeRun(reply.text(3))
    if (!replayed) await externalIds.rebuildIfPartial(reply, started)
    return {
      record: newRecord(command, { id, at: reply.number(1), ttl }),
      greeting: run !== null && isGreeting(run) ? run : null,
      orphaned: replayed && reply.text(4) === 'orphaned',
      replayed,
    }
  }

  /** Null if the run of `token` does not hold the conversation any more. */
  async function update(
    { id, dedupKey, expectedRevision, fields }: UpdateCommand,
    token = '',
  ): Promise<ConversationRecord | null> {
    const started = performance.now()
    const reply = await scripts.change(SCRIPTS.update, changeKeys(id), (version) => [
      id,
      dedupKey,
      expectedRevision ?? '',
      ttl,
      rememberedChange,
      fields.status ?? '',
      ...encodeChanges(fields),
      fields.externalId ?? '',
      version,
      token,
    ])
    if (reply.tag === 'run_lost') return null
    await externalIds.rebuildIfPartial(reply, started)
    return readRecord(id, reply.text(1))
  }

  /** Everything that a change of one conversation, other than an append, may touch. */
  function changeKeys(id: string): string[] {
    const { fields, messages } = keys.conversation(id)
    return [fields, messages, ...keys.shared.slice(0, 5), keys.changes]
  }
}
