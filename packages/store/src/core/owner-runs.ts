import type { NewMessage, RunFailure, RunStatus } from '@threadkeep/shared'
import type { AppendCommand, Appended, OwnerBackend, Replayable } from '../backend.ts'
import {
  appendPayload,
  changeKey,
  dedupKeyFromMessageId,
  shortDigest,
  toDedup,
} from '../codec/dedup.ts'
import { newId, randomText } from '../codec/ids.ts'
import { type MessageToStore, toMessages } from '../codec/messages.ts'
import { encodePiece, readablePieces } from '../codec/pieces.ts'
import { previewOf } from '../codec/preview.ts'
import { toConversation } from '../codec/record.ts'
import { type RunRecord, toRun } from '../codec/run.ts'
import type { BeginRunResult, ConversationRuns, RunLease } from '../conversation-runs.ts'
import { StoreInternalError } from '../errors.ts'
import { RUN_LEASE_MS } from '../rules/run-times.ts'
import { check } from './input.ts'
import type { OwnerContext } from './owner-context.ts'
import { createPieceWriter } from './piece-writer.ts'
import { watchConversation } from './watch-conversation.ts'

/** Prefix of the idempotency keys of replies. Callers may not use keys with this prefix. */
export const REPLY_KEY_PREFIX = 'reply:'

/** Random for each process. */
const PROCESS_SECRET = randomText(16)

/** For a read that has seen no run yet. */
const NO_RUN = { startedAt: 0, attempt: 0, pieces: 0 }

/** The runs of one conversation, over whichever backend keeps the state. */
export function createConversationRuns(
  context: OwnerContext,
  backend: OwnerBackend,
  id: string,
): ConversationRuns {
  const { owner, schemas } = context

  return {
    async begin(input) {
      const { idempotencyKey, expectedRevision, content, replaces } = check(
        schemas.beginRun,
        input,
        'input',
      )
      const message = { id: newId(), role: 'user' as const, content }
      const token = idempotencyKey === undefined ? randomText(12) : tokenOf('begin', idempotencyKey)
      const appended = await backend.append({
        ...toAppend(id, [message], idempotencyKey, replaces),
        expectedRevision,
        run: { step: 'begin', runId: message.id, token, leaseMs: RUN_LEASE_MS },
      })
      return toBegun(appended, token)
    },

    async regenerate(options = {}) {
      const given = check(schemas.regenerate, options, 'options')
      const { idempotencyKey, expectedRevision, run = true } = given
      const ofKey =
        idempotencyKey === undefined ? randomText(12) : tokenOf('regenerate', idempotencyKey)
      const token = run ? ofKey : null
      const dedupKey = changeKey(idempotencyKey, ['regenerate', id])
      const command = { id, dedupKey, expectedRevision, token, leaseMs: RUN_LEASE_MS }
      return toBegun(await backend.regenerate(command), token)
    },

    async newest() {
      const run = await newest()
      return run && toRun(run)
    },

    stop: () => backend.stopRun(id),

    async takeOver(mode) {
      const token = randomText(12)
      const taken = await backend.takeOverRun({ id, token, leaseMs: RUN_LEASE_MS, mode })
      return taken && createLease(taken.run, taken.pieces)
    },

    watch: (options) => watchConversation(context, backend, id, options),
  }

  async function toBegun(
    { record, firstSeq, messages, run: begun, replayed }: Replayable<Appended>,
    token: string | null,
  ): Promise<BeginRunResult> {
    const [message] = toMessages(firstSeq, messages)
    if (message === undefined) throw new StoreInternalError('a stored message was not returned')
    const run = begun ?? (await newest())
    const isHeld = run?.token === token && run.status === 'running'
    return {
      conversation: toConversation(owner, record),
      message,
      replayed,
      run: run && toRun(run),
      lease: isHeld ? createLease(run, []) : null,
    }
  }

  async function newest(): Promise<RunRecord | null> {
    const { run } = await backend.sync({ id, seen: undefined, run: NO_RUN })
    return run
  }

  /**
   * The same for each repeat by this process: if the reply to the first attempt was lost, the
   * repeat finds the run that it began, and holds its lease.
   */
  function tokenOf(call: 'begin' | 'regenerate', idempotencyKey: string): string {
    const text = `${PROCESS_SECRET} ${context.ownerKey} ${id} ${call} ${idempotencyKey}`
    return shortDigest(text, 132)
  }

  function createLease(record: RunRecord, said: string[]): RunLease {
    const { token } = record
    const writePieces = createPieceWriter(backend, { id, token }, said)

    async function end(status: RunStatus, reason: RunFailure | undefined, messages: NewMessage[]) {
      if (messages.length === 0) return backend.finishRun({ id, token, status, reason })
      const given = check(schemas.runMessages, messages, 'messages')
      const withIds = given.map((message) => ({ ...message, id: newId() }))
      const appended = await backend.endRun({
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
      write: (pieces) => writePieces(pieces.map(encodePiece), RUN_LEASE_MS),
      async giveBack() {
        await writePieces([], 0)
      },
      async finish({ status, reason, messages }) {
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
}

function toAppend(
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
