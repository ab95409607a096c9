import { ConversationIdSchema, type Status, StatusSchema } from '@threadkeep/shared'
import { z } from 'zod'
import { InvalidCursorError } from '../errors.ts'
import { shortDigest } from './dedup.ts'

/** Where a page ends. The next page begins after this conversation. */
export interface Position {
  updatedAt: number
  id: string
}

/** What a cursor is bound to. */
export interface ListScope {
  ownerKey: string
  status: Status | undefined
}

const CursorPayloadSchema = z.tuple([
  z.literal(1),
  z.string(),
  StatusSchema.nullable(),
  z.number().int().nonnegative(),
  ConversationIdSchema,
])

export function encodeCursor(scope: ListScope, position: Position): string {
  const payload: z.infer<typeof CursorPayloadSchema> = [
    1,
    shortDigest(scope.ownerKey, 132),
    scope.status ?? null,
    position.updatedAt,
    position.id,
  ]
  return Buffer.from(JSON.stringify(payload)).toString('base64url')
}

/**
 * A cursor is a position in the caller's own index, so a forged one reveals nothing. It is bound to
 * owner and filter, because with others it would silently skip conversations.
 */
export function decodeCursor(scope: ListScope, cursor: string): Position {
  const payload = CursorPayloadSchema.safeParse(parseJson(cursor))
  if (!payload.success) throw new InvalidCursorError()
  const [, , , updatedAt, id] = payload.data
  // If encoding the position again gives another text, the cursor was made for another scope or was
  // forged.
  if (encodeCursor(scope, { updatedAt, id }) !== cursor) throw new InvalidCursorError()
  return { updatedAt, id }
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw new InvalidCursorError()
  }
}
