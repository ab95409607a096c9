import {
  ConversationIdSchema,
  contentSchemas,
  DEFAULT_LIMITS,
  MAX_IDEMPOTENCY_KEY_LENGTH,
} from '@threadkeep/shared'
import { z } from 'zod'
import type { SendInput } from '../api.ts'
import { readStored, storedKeys, writeStored } from '../storage/stored.ts'

/** Without limits, which the API checks: a stored message above them is shown with its rejection. */
const { userContent } = contentSchemas({
  ...DEFAULT_LIMITS,
  textBytes: Number.POSITIVE_INFINITY,
  cardBytes: Number.POSITIVE_INFINITY,
})

const SendInputSchema = z.strictObject({
  conversationId: ConversationIdSchema,
  content: userContent,
  idempotencyKey: z.string().min(1).max(MAX_IDEMPOTENCY_KEY_LENGTH),
})

export type StoredSend = z.infer<typeof SendInputSchema> & SendInput

/**
 * One person's messages that wait to be sent, each under a key of its own: two tabs that wrote one
 * list would overwrite each other's. Idempotency keys are UUIDv7, so their order is that of writing.
 */
export function createUnsentStorage(personKey: string) {
  const prefix = `threadkeep.unsent.${personKey}.`
  return {
    /** False where the browser does not keep it. */
    put: (input: StoredSend) => writeStored('local', prefix + input.idempotencyKey, input),
    remove: ({ idempotencyKey }: StoredSend) =>
      writeStored('local', prefix + idempotencyKey, undefined),
    all: (): StoredSend[] =>
      storedKeys('local', prefix)
        .sort()
        .flatMap((key) => readStored('local', key, SendInputSchema) ?? []),
    /** The idempotency key of a message that another tab has sent or discarded. */
    removedElsewhere: ({ key, newValue }: StorageEvent) =>
      key?.startsWith(prefix) && newValue === null ? key.slice(prefix.length) : undefined,
  }
}

export type UnsentStorage = ReturnType<typeof createUnsentStorage>
