import type { Owner } from '@threadkeep/shared'
import type { Appended, Replayable } from '../backend.ts'
import { decodeCursor, encodeCursor } from '../codec/cursor.ts'
import {
  appendPayload,
  changeKey,
  dedupKeyFromMessageId,
  toDedup,
  toDedupKey,
} from '../codec/dedup.ts'
import { newId } from '../codec/ids.ts'
import { toMessage, toMessages } from '../codec/messages.ts'
import { previewOf } from '../codec/preview.ts'
import { type ChangeableFields, toConversation, toStoredFields } from '../codec/record.ts'
import type { AppendResult, EraseResult, OwnerConversations } from '../conversation-store.ts'
import { exportConversations } from './export.ts'
import { check } from './input.ts'
import type { OwnerContext } from './owner-context.ts'
import { createConversationRuns } from './owner-runs.ts'
import { startConversation } from './start.ts'
import { watchOwner } from './watch/watch-owner.ts'

/** The port for one owner, over whichever backend keeps the state. */
export function createOwnerConversations(context: OwnerContext): OwnerConversations {
  const { owner, ownerKey, schemas, onOrphan } = context
  const conversations: OwnerConversations = {
    start: (input) => startConversation(context, input),

    async get(id) {
      const conversationId = check(schemas.id, id, 'id')
      const { record, orphaned } = await context.backend.get(conversationId)
      if (orphaned) onOrphan(conversationId)
      return toConversation(owner, record)
    },

    async append(id, input) {
      const conversationId = check(schemas.id, id, 'id')
      const given = check(schemas.append, input, 'input')
      const messages = given.messages.map((message) => ({ id: newId(), ...message }))
      const [first, last] = [messages[0], messages.at(-1)]
      const appended = await context.backend.append({
        id: conversationId,
        ...toDedup(
          given.idempotencyKey,
          () => appendPayload(given.messages, given.replaces),
          () => dedupKeyFromMessageId(first?.id ?? newId()),
        ),
        expectedRevision: given.expectedRevision,
        replaces: given.replaces,
        messages,
        preview: last === undefined ? '' : previewOf(last.content),
      })
      return toAppendResult(owner, appended)
    },

    async getAppendResult(id, idempotencyKey) {
      const appended = await context.backend.getAppendResult(
        check(schemas.id, id, 'id'),
        toDedupKey(check(schemas.idempotencyKey, idempotencyKey, 'idempotencyKey')),
      )
      return appended && toAppendResult(owner, { ...appended, replayed: true })
    },

    async messages(id, options = {}) {
      const conversationId = check(schemas.id, id, 'id')
      const { limit, afterSeq, beforeSeq } = check(schemas.messages, options, 'options')
      const slice = await context.backend.messages({
        id: conversationId,
        limit,
        afterSeq,
        beforeSeq,
      })
      if (slice.orphaned) onOrphan(conversationId)
      return { items: toMessages(slice.firstSeq, slice.records), hasMore: slice.hasMore }
    },

    async list(options = {}) {
      const { status, limit, cursor } = check(schemas.list, options, 'options')
      const scope = { ownerKey, status }
      const after = cursor === undefined ? undefined : decodeCursor(scope, cursor)
      const { records, hasMore } = await context.backend.list({ status, limit, after })
      const last = records.at(-1)
      return {
        items: records.map((record) => toConversation(owner, record)),
        nextCursor: hasMore && last !== undefined ? encodeCursor(scope, last) : null,
      }
    },

    async setStatus(id, status, options = {}) {
      const fields = { status: check(schemas.status, status, 'status') }
      return change(id, fields, options)
    },

    async update(id, fields, options = {}) {
      return change(id, toStoredFields(check(schemas.update, fields, 'fields')), options)
    },

    async findByExternalId(externalId) {
      const given = check(schemas.externalId, externalId, 'externalId')
      return toConversation(owner, await context.backend.findByExternalId(given))
    },

    async delete(id, options = {}) {
      const conversationId = check(schemas.id, id, 'id')
      const { expectedRevision, idempotencyKey } = check(schemas.change, options, 'options')
      const dedupKey = changeKey(idempotencyKey, ['delete', conversationId])
      await context.backend.delete({ id: conversationId, dedupKey, expectedRevision })
    },

    async truncate(id, options) {
      const conversationId = check(schemas.id, id, 'id')
      const given = check(schemas.truncate, options, 'options')
      const { afterSeq, expectedRevision, idempotencyKey } = given
      const dedupKey = changeKey(idempotencyKey, ['truncate', conversationId, afterSeq])
      const command = { id: conversationId, dedupKey, expectedRevision, afterSeq }
      return toConversation(owner, await context.backend.truncate(command))
    },

    async redact(id, seq, options = {}) {
      const conversationId = check(schemas.id, id, 'id')
      const given = check(schemas.seq, seq, 'seq')
      const { expectedRevision, idempotencyKey } = check(schemas.change, options, 'options')
      const dedupKey = changeKey(idempotencyKey, ['redact', conversationId, given])
      const command = { id: conversationId, dedupKey, expectedRevision, seq: given }
      return toMessage(given, await context.backend.redact(command))
    },

    async erase() {
      const total: EraseResult = { conversations: 0, messages: 0 }
      let done = false
      while (!done) {
        const batch = await context.backend.eraseBatch()
        total.conversations += batch.conversations
        total.messages += batch.messages
        done = batch.done
      }
      return total
    },

    runs: (id) => createConversationRuns(context, check(schemas.id, id, 'id')),

    changes: (options) => watchOwner(context, options),

    export: () => exportConversations(conversations),
  }

  async function change(id: string, fields: Partial<ChangeableFields>, options: object) {
    const conversationId = check(schemas.id, id, 'id')
    const { expectedRevision, idempotencyKey } = check(schemas.change, options, 'options')
    const record = await context.backend.update({
      id: conversationId,
      dedupKey: changeKey(idempotencyKey, ['update', conversationId, fields]),
      expectedRevision,
      fields,
    })
    return toConversation(owner, record)
  }

  return conversations
}

function toAppendResult(owner: Owner, appended: Replayable<Appended>): AppendResult {
  const { record, firstSeq, messages, replayed } = appended
  return {
    conversation: toConversation(owner, record),
    messages: toMessages(firstSeq, messages),
    replayed,
  }
}
