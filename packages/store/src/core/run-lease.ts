import type { NewMessage, RunFailure, RunStatus } from '@threadkeep/shared'
import type { AppendCommand } from '../backend.ts'
import {
  appendPayload,
  dedupKeyFromMessageId,
  randomDedupKey,
  shortDigest,
  toDedup,
} from '../codec/dedup.ts'
import { newId, randomText } from '../codec/ids.ts'
import { type MessageToStore, toMessages } from '../codec/messages.ts'
import { encodePiece, readablePieces } from '../codec/pieces.ts'
import { previewOf } from '../codec/preview.ts'
import { toConversation, toStoredFields } from '../codec/record.ts'
import { type RunRecord, toRun } from '../codec/run.ts'
import type { RunLease } from '../conversation-runs.ts'
import { RUN_LEASE_MS } from '../rules/run-times.ts'
import { check } from './input.ts'
import type { OwnerContext } from './owner-context.ts'
import { createPieceWriter } from './piece-writer.ts'

/** Prefix of the idempotency keys of replies. Callers may not use keys with this prefix. */
export const REPLY_KEY_PREFIX = 'reply:'

/** Random for each process. */
const PROCESS_SECRET = randomText(16)

/**
 * The token of the run that a call begins: with a key, the same for each repeat by this process. If the
 * reply to the first attempt was lost, the repeat finds the run that it began, and holds its lease.
 */
export function runToken(
  { ownerKey }: Pick<OwnerContext, 'ownerKey'>,
  call: string,
  idempotencyKey: string | undefined,
): string {
  if (idempotencyKey === undefined) return randomText(12)
  return shortDigest(`${PROCESS_SECRET} ${ownerKey} ${call} ${idempotencyKey}`, 132)
}

/** What the holder of this run's token may do. */
export function createRunLease(
  context: Pick<OwnerContext, 'owner' | 'schemas' | 'backend'>,
  id: string,
  record: RunRecord,
  said: string[],
): RunLease {
  const { owner, schemas } = context
  const { token } = record
  const pieces = createPieceWriter(context, { id, token }, said)

  async function end(status: RunStatus, reason: RunFailure | undefined, messages: NewMessage[]) {
    if (messages.length === 0) return context.backend.finishRun({ id, token, status, reason })
    const given = check(schemas.runMessages, messages, 'messages')
    const withIds = given.map((message) => ({ ...message, id: newId() }))
    const appended = await context.backend.endRun({
      // Of this lease alone. A run may begin again after its messages were removed, and another
      // server's messages are no repeat of these.
      ...toAppend(id, withIds, `${REPLY_KEY_PREFIX}${record.startedAt}:${token}`),
      expectedRevision: undefined,
      run: { step: 'end', token, status, reason },
    })
    return appended
  }

  return {
    run: toRun(record),
    said: readablePieces(said),
    write: (given) => pieces.write(given.map(encodePiece), RUN_LEASE_MS),
    async learn(facts) {
      const fields = toStoredFields(check(schemas.update, facts, 'facts'))
      const command = { id, token, dedupKey: randomDedupKey(), expectedRevision: undefined, fields }
      const isHeld = await context.backend.learn(command)
      return isHeld ? 'learnt' : 'lost'
    },
    async giveBack() {
      await pieces.settled()
      await pieces.write([], 0)
    },
    async finish({ status, reason, messages }) {
      await pieces.settled()
      const ended = await end(status, reason, messages)
      if (ended === null) return null
      if (!('firstSeq' in ended)) return { run: toRun(ended), conversation: null, messages: [] }
      const run = ended.run ?? { ...record, status, reason, endedAt: ended.record.updatedAt }
      return {
        run: toRun(run),
        conversation: toConversation(owner, ended.record),
        messages: toMessages(ended.firstSeq, ended.messages),
      }
    },
  }
}

export function toAppend(
  id: string,
  messages: MessageToStore[],
  idempotencyKey: string | undefined,
  replaces?: number,
): Omit<AppendCommand, 'expectedRevision' | 'run'> {
  const [first, last] = [messages[0], messages.at(-1)]
  return {
    id,
    ...toDedup(
      idempotencyKey,
      () => appendPayload(messages, replaces),
      () => dedupKeyFromMessageId(first?.id ?? newId()),
    ),
    replaces,
    messages,
    preview: last === undefined ? '' : previewOf(last.content),
  }
}
