import { toDedup } from '../codec/dedup.ts'
import { newId } from '../codec/ids.ts'
import { toConversation, toStoredFields } from '../codec/record.ts'
import { toRun } from '../codec/run.ts'
import type { StartInput, StartResult } from '../conversation-store.ts'
import { RUN_LEASE_MS } from '../rules/run-times.ts'
import { check } from './input.ts'
import type { OwnerContext } from './owner-context.ts'
import { createRunLease, runToken } from './run-lease.ts'

const NO_FIELDS = { title: '', metadata: '{}', externalId: '', sdkConversationRef: '' }

/** Starts a conversation, and registers the run in which its agent greets. */
export async function startConversation(
  context: OwnerContext,
  input: StartInput = {},
): Promise<StartResult> {
  const { idempotencyKey, greets, ...given } = check(context.schemas.start, input, 'input')
  const fields = { ...NO_FIELDS, ...toStoredFields(given) }
  const token = runToken(context, 'start', idempotencyKey)
  const { record, greeting, orphaned, replayed } = await context.backend.start({
    id: newId(),
    // Metadata as an object, because a repeat may have its keys in another order.
    ...toDedup(idempotencyKey, () => ({ ...fields, metadata: given.metadata ?? {} })),
    ...fields,
    greeting: greets ? { token, leaseMs: RUN_LEASE_MS } : undefined,
  })
  const isHeld = greeting?.token === token && greeting.status === 'running'
  return {
    conversation: toConversation(context.owner, record),
    replayed,
    greeting: greeting && {
      run: toRun(greeting),
      lease: isHeld ? createRunLease(context, record.id, greeting, []) : null,
      orphaned,
    },
  }
}
