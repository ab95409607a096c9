import { TRPCClientError } from '@trpc/client'
import type { AppRouter } from '../../../src/index.ts'
import type { Call, Effect, Intent, Refusal } from './history.ts'

/** A call that hangs is a finding, and must end to be reported. */
const GIVE_UP_MS = 10_000

/** Makes one call, without a retry of any kind, and notes what came of it. */
export async function perform(intent: Intent): Promise<Call> {
  const invokedAt = performance.now()
  const answer = await ask(intent).catch(refusalOf)
  return { intent, invokedAt, settledAt: performance.now(), answer }
}

async function ask(intent: Intent): Promise<Effect> {
  const { conversation } = intent.user.client
  const options = { signal: AbortSignal.timeout(GIVE_UP_MS) }
  switch (intent.kind) {
    case 'send': {
      const { conversationId, key, text } = intent
      const { message, replayed } = await conversation.send.mutate(
        { conversationId, content: { type: 'text', text }, idempotencyKey: key },
        options,
      )
      return { kind: 'sent', id: message.id, seq: message.seq, replayed }
    }
    case 'start': {
      const { key, title } = intent
      const { id } = await conversation.start.mutate({ title, idempotencyKey: key }, options)
      return { kind: 'started', id }
    }
    case 'get': {
      const { conversationId } = intent
      const { messageCount } = await conversation.get.query({ conversationId }, options)
      return { kind: 'read', count: messageCount }
    }
    case 'list': {
      const { items } = await conversation.list.query({ limit: 100 }, options)
      return { kind: 'read', count: items.length }
    }
  }
}

function refusalOf(error: unknown): Refusal {
  if (!isClientError(error)) throw error
  const { data, message, meta } = error
  const response = meta?.['response']
  return {
    status: data?.httpStatus,
    reason: data?.reason,
    outcome: data?.outcome,
    retryAfter: response instanceof Response ? response.headers.get('retry-after') : null,
    message,
  }
}

function isClientError(error: unknown): error is TRPCClientError<AppRouter> {
  return error instanceof TRPCClientError
}
