import { MAX_MESSAGES_PAGE_BYTES } from '@threadkeep/shared'
import type { OwnerBackend } from '../backend.ts'
import { decodeMessages } from '../codec/messages.ts'
import { decodeRemovals } from '../codec/removals.ts'
import { decodeRun } from '../codec/run.ts'
import { DELETIONS_KEPT_MS, RUN_PIECES_KEPT_MS, SYNC_MAX_MESSAGES } from '../rules/run-times.ts'
import type { OwnerKeys } from './keys.ts'
import { decodeRecord, readRecord } from './record-codec.ts'
import type { OwnerScripts } from './scripts/owner-scripts.ts'
import { SCRIPTS } from './scripts/registry.ts'
import type { Reply } from './scripts/replies.ts'

type RunOperations = Pick<
  OwnerBackend,
  'writePieces' | 'finishRun' | 'stopRun' | 'takeOverRun' | 'sync' | 'changesSince'
>

/** The runs of one owner's conversations in Redis, and what watchers read. */
export function createOwnerRuns(
  keys: OwnerKeys,
  scripts: OwnerScripts,
  ttl: number,
): RunOperations {
  return {
    async writePieces({ id, token, leaseMs, before, pieces }) {
      const { fields, pieces: said } = keys.conversation(id)
      // Does not wait for replicas, because the end of the run stores the messages again.
      const reply = await scripts.notify(SCRIPTS.writePieces, [fields, said], () => [
        id,
        token,
        leaseMs,
        ttl,
        before,
        ...pieces,
      ])
      if (reply.tag === 'run_lost') return 'lost'
      if (reply.tag === 'pieces_lost') return reply.number(1)
      return reply.text(1) === 'stop' ? 'stop' : 'written'
    },

    async finishRun({ id, token, status, reason }) {
      const { fields, pieces } = keys.conversation(id)
      const reply = await scripts.change(SCRIPTS.finishRun, [fields, pieces], () => [
        id,
        token,
        status,
        reason ?? '',
        RUN_PIECES_KEPT_MS,
      ])
      return reply.tag === 'run_lost' ? null : decodeRun(reply.text(1))
    },

    async stopRun(id) {
      const { fields, messages } = keys.conversation(id)
      const reply = await scripts.notify(SCRIPTS.stopRun, [fields, messages], () => [id])
      return reply.tag === 'not_running' ? null : { orphaned: reply.text(1) === 'orphaned' }
    },

    async takeOverRun({ id, token, leaseMs, mode, ofGreeting }) {
      const { fields, messages, pieces } = keys.conversation(id)
      const reply = await scripts.notify(SCRIPTS.takeOverRun, [fields, messages, pieces], () => [
        id,
        token,
        leaseMs,
        mode,
        ofGreeting,
      ])
      const run = reply.tag === 'taken' ? decodeRun(reply.text(1)) : null
      return run && { run, pieces: reply.texts(2) }
    },

    async sync({ id, seen, run }) {
      const { fields, messages, pieces } = keys.conversation(id)
      const reply = await scripts.readLarge(SCRIPTS.sync, [fields, messages, pieces], () => [
        seen ?? '',
        run.startedAt,
        run.attempt,
        run.pieces,
        SYNC_MAX_MESSAGES,
        MAX_MESSAGES_PAGE_BYTES,
      ])
      return toSyncSlice(id, reply)
    },

    async changesSince(since, limit) {
      const reply = await scripts.readLarge(
        SCRIPTS.changesSince,
        [keys.all, keys.deletions, keys.external],
        () => [since, keys.conversationPrefix, limit],
      )
      const deletions = 2 * reply.number(3)
      const rest = reply.texts(4)
      return {
        now: reply.number(1),
        deletionsKeptMs: Math.min(ttl, DELETIONS_KEPT_MS),
        conversations: reply.number(2),
        deleted: pairs(rest.slice(0, deletions)).map(([id, at]) => ({ id, at: Number(at) })),
        records: pairs(rest.slice(deletions)).flatMap(([id, text]) => decodeRecord(id, text) ?? []),
      }
    },
  }
}

function toSyncSlice(id: string, reply: Reply) {
  const record = readRecord(id, reply.text(1))
  const count = reply.number(7)
  const rest = reply.texts(8)
  return {
    record,
    run: decodeRun(reply.text(2)),
    orphaned: reply.text(3) === 'orphaned',
    removals: decodeRemovals(reply.text(4)),
    firstPiece: reply.number(5),
    storedPieces: reply.number(6),
    pieces: rest.slice(0, count),
    messages: decodeMessages(rest.slice(count + 1), record.createdAt),
  }
}

function pairs(parts: string[]): [string, string][] {
  return parts.flatMap((part, at) => (at % 2 === 0 ? [[part, parts[at + 1] ?? '']] : []))
}
