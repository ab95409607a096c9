import type {
  AppendCommand,
  Appended,
  BeginRun,
  EndRun,
  OwnerBackend,
  Replayable,
} from '../backend.ts'
import { decodeMessages, encodeMessage, toStoredMessages } from '../codec/messages.ts'
import { decodeRun } from '../codec/run.ts'
import type { RedisStoreConfig } from '../config.ts'
import { StoreInternalError } from '../errors.ts'
import { RUN_PIECES_KEPT_MS } from '../rules/run-times.ts'
import type { OwnerKeys } from './keys.ts'
import { readRecord } from './record-codec.ts'
import type { OwnerScripts } from './scripts/owner-scripts.ts'
import { SCRIPTS } from './scripts/registry.ts'
import type { Reply } from './scripts/replies.ts'

/** Appends to one owner's conversations in Redis, those that begin and end runs among them. */
export function createOwnerAppends(
  keys: OwnerKeys,
  scripts: OwnerScripts,
  config: RedisStoreConfig,
): Pick<OwnerBackend, 'append' | 'endRun' | 'getAppendResult'> {
  const ttl = config.ttlSeconds * 1000

  return {
    async append(command) {
      const appended = await append(command)
      if (appended === null) throw new StoreInternalError('an append that ends no run lost one')
      return appended
    },

    endRun: append,

    async getAppendResult(id, dedupKey) {
      const { fields, messages } = keys.conversation(id)
      const reply = await scripts.getAppendResult(
        SCRIPTS.getAppendResult,
        [fields, messages],
        () => [dedupKey],
      )
      return reply.tag === 'none' ? null : toAppended(reply, id)
    },
  }

  async function append(command: AppendCommand): Promise<Replayable<Appended> | null> {
    const { fields, messages, pieces } = keys.conversation(command.id)
    const reply = await scripts.change(
      SCRIPTS.append,
      [fields, messages, ...keys.shared.slice(0, 5), pieces],
      (version) => [
        command.id,
        command.dedupKey,
        command.payloadFingerprint,
        command.expectedRevision ?? '',
        ttl,
        config.limits.messagesPerConversation,
        JSON.stringify(command.preview),
        version,
        encodeStep(command.run),
        command.replaces ?? '',
        ...command.messages.map(encodeMessage),
      ],
    )
    if (reply.tag === 'run_lost') return null
    if (reply.tag === 'replayed') return { ...toAppended(reply, command.id), replayed: true }
    const record = readRecord(command.id, reply.text(1))
    const firstSeq = record.messageCount - command.messages.length + 1
    const stored = toStoredMessages(command.messages, record.updatedAt)
    const run = reply.text(2) === '' ? undefined : (decodeRun(reply.text(2)) ?? undefined)
    return { record, firstSeq, messages: stored, run, replayed: false }
  }
}

/** As lua/changes/append.lua describes it. */
function encodeStep(run: BeginRun | EndRun | undefined): string {
  switch (run?.step) {
    case undefined:
      return ''
    case 'begin':
      return `begin ${run.token} ${run.leaseMs} ${run.runId} running`
    case 'end':
      return `end ${run.token} ${RUN_PIECES_KEPT_MS} - ${run.status} ${run.reason ?? ''}`
  }
}

function toAppended(reply: Reply, id: string): Appended {
  const record = readRecord(id, reply.text(1))
  const messages = decodeMessages(reply.texts(3), record.createdAt)
  return { record, firstSeq: reply.number(2), messages }
}
