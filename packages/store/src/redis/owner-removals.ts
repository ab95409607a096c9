import { hash } from 'node:crypto'
import type { ChangeCommand, OwnerBackend } from '../backend.ts'
import { decodeMessages, REDACTED } from '../codec/messages.ts'
import { previewOf } from '../codec/preview.ts'
import { decodeRun } from '../codec/run.ts'
import { DataLossError, StoreUnavailableError } from '../errors.ts'
import { DEDUP_WINDOW_MS } from '../rules/retention.ts'
import type { OwnerKeys } from './keys.ts'
import { readRecord } from './record-codec.ts'
import type { OwnerScripts } from './scripts/owner-scripts.ts'
import { SCRIPTS, type Script } from './scripts/registry.ts'
import type { Reply } from './scripts/replies.ts'

/** Retries, because the message that becomes the last may be redacted meanwhile. */
const MAX_PREVIEWS = 5

/** Changes of one owner's conversations that remove messages, or their content. */
export function createOwnerRemovals(
  keys: OwnerKeys,
  scripts: OwnerScripts,
  ttl: number,
): Pick<OwnerBackend, 'truncate' | 'redact' | 'regenerate'> {
  const retention = Math.min(ttl, DEDUP_WINDOW_MS)

  return {
    async truncate(command) {
      const reply = await withPreview(SCRIPTS.truncate, command, (digest, preview) => [
        command.afterSeq,
        digest,
        preview,
      ])
      return readRecord(command.id, reply.text(1))
    },

    async redact(command) {
      const reply = await run(SCRIPTS.redact, command, () => [
        command.seq,
        JSON.stringify(REDACTED),
        JSON.stringify(previewOf(REDACTED)),
      ])
      const { createdAt } = readRecord(command.id, reply.text(1))
      return one(decodeMessages([reply.text(2)], createdAt))
    },

    async regenerate(command) {
      const reply = await withPreview(SCRIPTS.regenerate, command, (digest, preview) => [
        digest,
        preview,
        command.token ?? '',
        command.leaseMs,
      ])
      const record = readRecord(command.id, reply.text(1))
      return {
        record,
        run: decodeRun(reply.text(2)) ?? undefined,
        firstSeq: reply.number(3),
        messages: decodeMessages([reply.text(4)], record.createdAt),
        replayed: reply.tag === 'replayed',
      }
    },
  }

  /**
   * Scripts do not read what callers wrote, so the preview of the last remaining message is made
   * here. The script goes on only if that message is still the same.
   */
  async function withPreview(
    script: Script,
    command: ChangeCommand,
    args: (digest: string, preview: string) => (string | number)[],
  ): Promise<Reply> {
    let [digest, preview] = ['', '']
    for (let attempt = 0; attempt < MAX_PREVIEWS; attempt++) {
      const reply = await run(script, command, () => args(digest, preview))
      if (reply.tag !== 'preview_of') return reply
      const entry = reply.text(1)
      digest = hash('sha1', entry)
      preview = JSON.stringify(previewOf(one(decodeMessages([entry], 0)).content))
    }
    throw new StoreUnavailableError('not_applied', 'the last message changed again and again')
  }

  function run(
    script: Script,
    { id, dedupKey, expectedRevision }: ChangeCommand,
    args: () => (string | number)[],
  ): Promise<Reply> {
    const { fields, messages, pieces } = keys.conversation(id)
    return scripts.change(
      script,
      [fields, messages, ...keys.shared.slice(0, 5), keys.changes, pieces],
      (version) => [id, dedupKey, expectedRevision ?? '', ttl, retention, version, ...args()],
    )
  }
}

function one<Item>([item]: Item[]): Item {
  if (item === undefined) throw new DataLossError()
  return item
}
