import { STATUSES } from '@threadkeep/shared'
import type { Appended, OwnerBackend } from '../backend.ts'
import type { RedisStoreConfig } from '../config.ts'
import type { StoreObserver } from '../observer.ts'
import { previewOf } from '../preview.ts'
import { asStored, decodeMessages, encodeMessage, newRecord } from '../record.ts'
import { REMEMBERED_CHANGE_MS, REMEMBERED_START_MS } from '../retention.ts'
import { MESSAGES_SUFFIX, ownerKeys } from './keys.ts'
import { decodeRecord, decodeRecords, type Reply } from './replies.ts'
import type { RunScript } from './run-script.ts'
import { SCRIPTS } from './scripts.ts'
import { encodeChanges, encodeFields } from './stored-fields.ts'

/** How many dead index entries one call of list clears away at most. */
const DEAD_PER_CALL = 1000
const ERASED_PER_CALL = 100

export interface Runners {
  read: RunScript
  /** For scripts whose effect a caller relies on; it may wait for replicas. */
  change: RunScript
  /** For a reply that acknowledges a change once more; it waits for replicas as that did. */
  recall: RunScript
}

/** One owner's conversations in Redis: each method is its keys, its script, its reply. */
export function createRedisOwnerBackend(
  ownerKey: string,
  config: RedisStoreConfig,
  { read, change, recall }: Runners,
  observe: StoreObserver,
): OwnerBackend {
  const keys = ownerKeys(ownerKey)
  const indexes = [keys.all, ...STATUSES.map((status) => keys.byStatus[status])]
  const ttl = config.ttlSeconds * 1000
  const rememberedChange = Math.min(ttl, REMEMBERED_CHANGE_MS)
  const rememberedStart = Math.min(ttl, REMEMBERED_START_MS)

  return {
    async start(command) {
      const reply = await change(
        SCRIPTS.start,
        [
          keys.conversation(command.id).fields,
          ...indexes,
          keys.external,
          keys.starts,
          keys.startsAge,
        ],
        [
          command.id,
          command.operationKey,
          command.payloadDigest,
          ttl,
          rememberedStart,
          config.limits.conversationsPerUser,
          keys.conversationPrefix,
          MESSAGES_SUFFIX,
          encodeFields(command),
          command.externalId,
        ],
      )
      const replayed = reply.tag === 'replayed'
      const id = replayed ? reply.text(2) : command.id
      return { record: newRecord(command, { id, at: reply.number(1), ttl }), replayed }
    },

    async get(id) {
      const { fields, messages } = keys.conversation(id)
      const reply = await read(SCRIPTS.get, [fields, messages], [])
      return decodeRecord(id, reply.text(1))
    },

    async append(command) {
      const { fields, messages } = keys.conversation(command.id)
      const reply = await change(
        SCRIPTS.append,
        [fields, messages, keys.all, keys.byStatus.active, keys.external],
        [
          command.id,
          command.operationKey,
          command.payloadDigest,
          command.expectedRevision ?? '',
          ttl,
          config.limits.messagesPerConversation,
          JSON.stringify(command.preview),
          ...command.messages.map(encodeMessage),
        ],
      )
      if (reply.tag === 'replayed') return { ...toAppended(reply, command.id), replayed: true }
      const record = decodeRecord(command.id, reply.text(1))
      return { record, messages: asStored(command.messages, record.updatedAt), replayed: false }
    },

    async recall(id, operationKey) {
      const { fields, messages } = keys.conversation(id)
      const reply = await recall(SCRIPTS.recall, [fields, messages], [operationKey])
      return reply.tag === 'none' ? null : toAppended(reply, id)
    },

    async messages({ id, limit, afterSeq, beforeSeq }) {
      const { fields, messages } = keys.conversation(id)
      const reply = await read(
        SCRIPTS.messages,
        [fields, messages],
        [limit, afterSeq ?? '', beforeSeq ?? ''],
      )
      return {
        firstSeq: reply.number(1),
        hasMore: reply.text(2) === 'more',
        records: decodeMessages(reply.text(4), reply.number(3)),
      }
    },

    async list({ status, limit, after }) {
      const started = performance.now()
      const which = status === undefined ? 1 : STATUSES.indexOf(status) + 2
      let check = 'check'
      for (;;) {
        const reply = await read(
          SCRIPTS.list,
          [...indexes, keys.external],
          [
            which,
            limit,
            after?.updatedAt ?? '',
            after?.id ?? '',
            keys.conversationPrefix,
            MESSAGES_SUFFIX,
            DEAD_PER_CALL,
            check,
          ],
          started,
        )
        if (reply.tag === 'damaged') {
          await rebuildIndexes(started)
          // Once: what a rebuild could not mend, another will not.
          check = ''
        } else {
          const page = reply.tag === 'page'
          noteRepairs(reply.number(page ? 3 : 1))
          if (page) {
            return { records: decodeRecords(reply.text(1)), hasMore: reply.text(2) === 'more' }
          }
        }
      }
    },

    async update({ id, operationKey, expectedRevision, fields }) {
      const reply = await change(SCRIPTS.update, changeKeys(id), [
        id,
        operationKey,
        expectedRevision ?? '',
        ttl,
        rememberedChange,
        fields.status ?? '',
        ...encodeChanges(fields),
        fields.externalId ?? '',
      ])
      return decodeRecord(id, reply.text(1))
    },

    async findByExternalId(externalId) {
      const reply = await read(
        SCRIPTS.findByExternalId,
        [keys.external],
        [externalId, keys.conversationPrefix, MESSAGES_SUFFIX],
      )
      return decodeRecord(reply.text(2), reply.text(1))
    },

    async delete({ id, operationKey }) {
      await change(SCRIPTS.delete, changeKeys(id), [id, operationKey, rememberedChange])
    },

    async eraseBatch() {
      const reply = await change(
        SCRIPTS.erase,
        [...indexes, keys.external, keys.starts, keys.startsAge, keys.changes],
        [ERASED_PER_CALL, keys.conversationPrefix, MESSAGES_SUFFIX],
      )
      return {
        done: reply.tag === 'done',
        conversations: reply.number(1),
        messages: reply.number(2),
      }
    },
  }

  /** Everything that a change of one conversation, other than an append, may touch. */
  function changeKeys(id: string): string[] {
    const { fields, messages } = keys.conversation(id)
    return [fields, messages, ...indexes, keys.external, keys.changes]
  }

  async function rebuildIndexes(started: number): Promise<void> {
    const reply = await read(
      SCRIPTS.rebuildIndexes,
      [...indexes, keys.external],
      [keys.conversationPrefix, MESSAGES_SUFFIX, ttl],
      started,
    )
    noteRepairs(reply.number(1))
  }

  function noteRepairs(conversations: number): void {
    if (conversations > 0) observe({ type: 'index-repaired', conversations })
  }
}

function toAppended(reply: Reply, id: string): Appended {
  const record = decodeRecord(id, reply.text(1))
  const messages = decodeMessages(reply.text(2), record.createdAt)
  const last = messages.at(-1)
  if (last !== undefined) record.lastMessagePreview = previewOf(last.content)
  return { record, messages }
}
