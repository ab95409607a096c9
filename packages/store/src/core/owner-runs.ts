import type { Appended, Replayable } from '../backend.ts'
import { changeKey } from '../codec/dedup.ts'
import { newId, randomText } from '../codec/ids.ts'
import { toMessages } from '../codec/messages.ts'
import { toConversation } from '../codec/record.ts'
import { type RunRecord, toRun } from '../codec/run.ts'
import type { BeginRunResult, ConversationRuns } from '../conversation-runs.ts'
import { StoreInternalError } from '../errors.ts'
import { RUN_LEASE_MS } from '../rules/run-times.ts'
import { check } from './input.ts'
import type { OwnerContext } from './owner-context.ts'
import { createRunLease, runToken, toAppend } from './run-lease.ts'
import { watchConversation } from './watch/watch-conversation.ts'

/** For a read that has seen no run yet. */
const NO_RUN = { startedAt: 0, attempt: 0, pieces: 0 }

/** The runs of one conversation, over whichever backend keeps the state. */
export function createConversationRuns(context: OwnerContext, id: string): ConversationRuns {
  const { owner, schemas } = context

  return {
    async begin(input) {
      const { idempotencyKey, expectedRevision, content, replaces } = check(
        schemas.beginRun,
        input,
        'input',
      )
      const message = { id: newId(), role: 'user' as const, content }
      const token = runToken(context, `${id} begin`, idempotencyKey)
      const appended = await context.backend.append({
        ...toAppend(id, [message], idempotencyKey, replaces),
        expectedRevision,
        run: { step: 'begin', runId: message.id, token, leaseMs: RUN_LEASE_MS },
      })
      return toBegun(appended, token)
    },

    async regenerate(options = {}) {
      const given = check(schemas.regenerate, options, 'options')
      const { idempotencyKey, expectedRevision, run = true } = given
      const token = run ? runToken(context, `${id} regenerate`, idempotencyKey) : null
      const dedupKey = changeKey(idempotencyKey, ['regenerate', id])
      const command = { id, dedupKey, expectedRevision, token, leaseMs: RUN_LEASE_MS }
      return toBegun(await context.backend.regenerate(command), token)
    },

    async newest() {
      const run = await newest()
      return run && toRun(run)
    },

    stop: () => context.backend.stopRun(id),

    async takeOver(mode, ofGreeting = mode) {
      const token = randomText(12)
      const command = { id, token, leaseMs: RUN_LEASE_MS, mode, ofGreeting }
      const taken = await context.backend.takeOverRun(command)
      return taken && createRunLease(context, id, taken.run, taken.pieces)
    },

    watch: (options) => watchConversation(context, id, options),
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
      lease: isHeld ? createRunLease(context, id, run, []) : null,
    }
  }

  async function newest(): Promise<RunRecord | null> {
    const { run } = await context.backend.sync({ id, seen: undefined, run: NO_RUN })
    return run
  }
}
