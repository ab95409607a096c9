import { RejectedError } from './caller.ts'
import type { Call, Effect, Intent } from './history.ts'

/** Makes one call, without a retry of any kind, and notes what came of it. */
export async function perform(intent: Intent): Promise<Call> {
  const invokedAt = performance.now()
  const result = await ask(intent).catch((error: unknown) => {
    if (error instanceof RejectedError) return error.rejection
    throw error
  })
  return { intent, invokedAt, settledAt: performance.now(), result }
}

async function ask(intent: Intent): Promise<Effect> {
  const { caller } = intent.user
  switch (intent.kind) {
    case 'send': {
      const { conversationId, key, text } = intent
      const { message, replayed } = await caller.send({
        conversationId,
        content: { type: 'text', text },
        idempotencyKey: key,
      })
      return { kind: 'sent', id: message.id, seq: message.seq, replayed }
    }
    case 'start': {
      const { key, title } = intent
      const { id } = await caller.start({ title, idempotencyKey: key })
      return { kind: 'started', id }
    }
    case 'get': {
      const { messageCount } = await caller.get({ conversationId: intent.conversationId })
      return { kind: 'read', count: messageCount }
    }
    case 'list': {
      const { items } = await caller.list({ limit: 100 })
      return { kind: 'read', count: items.length }
    }
  }
}
