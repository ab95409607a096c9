import type { OwnerBackend, Started } from '../backend.ts'
import { newRecord } from '../codec/record.ts'
import { NO_REMOVALS } from '../codec/removals.ts'
import { isGreeting, newRun, type RunRecord } from '../codec/run.ts'
import { IdempotencyKeyReusedError, TooManyConversationsError } from '../errors.ts'
import type { Entry } from './entry.ts'
import { isOrphaned } from './owner-runs.ts'
import { type MemoryState, ownerState, scopedKey } from './state.ts'

interface StartAccess {
  find(id: string): Entry
  save(entry: Entry): void
  liveEntries(): Entry[]
}

/** Starts conversations of one owner in memory; mirrors the script of the Redis store. */
export function createMemoryStart(
  state: MemoryState,
  ownerKey: string,
  { find, save, liveEntries }: StartAccess,
): OwnerBackend['start'] {
  const { clock, config } = state
  const ttl = config.ttlSeconds * 1000

  return async (command) => {
    const { id, dedupKey, payloadFingerprint: fingerprint, externalId, greeting } = command
    const startKey = scopedKey(ownerKey, dedupKey)
    const remembered = state.startDedup.get(startKey)
    if (remembered !== undefined) {
      if (remembered.fingerprint !== fingerprint) throw new IdempotencyKeyReusedError()
      const record = newRecord(command, { ...remembered, ttl })
      return { record, ...greetingOf(find(remembered.id).run), replayed: true }
    }
    assertBelowCap()
    const at = clock()
    const record = newRecord(command, { id, at, ttl })
    const run =
      greeting &&
      newRun({ id, seq: 0, at, token: greeting.token, leaseUntil: at + greeting.leaseMs })
    state.startDedup.set(startKey, { fingerprint, id, at })
    save({
      ownerKey,
      record,
      messages: [],
      run,
      pieces: [],
      appends: new Map(),
      removals: NO_REMOVALS,
      regenerations: new Map(),
    })
    const owner = ownerState(state, ownerKey)
    owner.ids.add(id)
    if (externalId !== '') owner.externalIds.set(externalId, id)
    state.notices.notify(ownerKey, { type: 'changed', id })
    return { record, ...greetingOf(run), replayed: false }
  }

  function assertBelowCap(): void {
    const { conversationsPerUser } = config.limits
    // Expired conversations are counted only if the cap is reached, because that reads each one.
    const listed = state.owners.get(ownerKey)?.ids.size ?? 0
    if (listed >= conversationsPerUser && liveEntries().length >= conversationsPerUser) {
      throw new TooManyConversationsError()
    }
  }

  function greetingOf(run: RunRecord | undefined): Pick<Started, 'greeting' | 'orphaned'> {
    const greeting = run !== undefined && isGreeting(run) ? run : null
    return { greeting, orphaned: greeting !== null && isOrphaned(greeting, clock()) }
  }
}
