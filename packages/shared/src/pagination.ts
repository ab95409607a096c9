import { z } from 'zod'
import { identifierSchema } from './json.ts'
import { MAX_CURSOR_LENGTH, MAX_IDEMPOTENCY_KEY_LENGTH, MAX_PAGE_SIZE } from './limits.ts'

/** One page of a list; `nextCursor` is null on the last one. */
export type Page<Item> = { items: Item[]; nextCursor: string | null }

/** One page of messages in seq order; `hasMore`: more follow in the direction asked for. */
export type MessagesPage<Item> = { items: Item[]; hasMore: boolean }

export const PageSizeSchema = z.number().int().min(1).max(MAX_PAGE_SIZE)
export const SeqSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
export const RevisionSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
export const CursorSchema = z.string().max(MAX_CURSOR_LENGTH)
export const IdempotencyKeySchema = identifierSchema(MAX_IDEMPOTENCY_KEY_LENGTH)
