import { MAX_IDEMPOTENCY_KEY_LENGTH } from '@threadkeep/shared'
import * as z from 'zod/mini'
import type { SendInput, SentContent } from '../api.ts'
import { readStored, storedKeys, writeStored } from '../storage/stored.ts'

const DataSchema = z.record(z.string(), z.unknown())

/** In its shape alone. The API checks the rest: what it rejects is shown with its rejection. */
const ContentSchema = z.union([
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('cardAction'), actionId: z.string(), data: DataSchema }),
]) satisfies z.ZodMiniType<SentContent>

const SendInputSchema = z.strictObject({
  conversationId: z.uuid(),
  content: ContentSchema,
  idempotencyKey: z.string().check(z.minLength(1), z.maxLength(MAX_IDEMPOTENCY_KEY_LENGTH)),
}) satisfies z.ZodMiniType<SendInput>

export type StoredSend = z.infer<typeof SendInputSchema>

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
