import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  ConversationIdSchema,
  contentSchemas,
  DEFAULT_LIMITS,
  ERRORS,
  LimitsSchema,
  metadataSchema,
  OwnerSchema,
  titleSchema,
} from '../src/index.ts'

const { content, userContent } = contentSchemas(DEFAULT_LIMITS)

describe('content', () => {
  it('measures text in bytes, not characters', () => {
    const text = (bytes: number) => ({ type: 'text', text: '😀'.repeat(bytes / 4) })
    expect(content.safeParse(text(32 * 1024)).success).toBe(true)
    expect(content.safeParse(text(32 * 1024 + 4)).success).toBe(false)
  })

  it('rejects empty text, unknown fields and unknown types', () => {
    expect(content.safeParse({ type: 'text', text: '' }).success).toBe(false)
    expect(content.safeParse({ type: 'text', text: 'a', extra: 1 }).success).toBe(false)
    expect(content.safeParse({ type: 'image', url: 'x' }).success).toBe(false)
  })

  it('rejects a blank text of a user, and of no other role', () => {
    for (const text of [' \n', '\u200b', '\u2060', '\u3164']) {
      for (const blank of [
        { type: 'text', text },
        { type: 'json', format: 'a@1', value: 1, text },
      ]) {
        expect(userContent.safeParse(blank).success).toBe(false)
        expect(content.safeParse(blank).success).toBe(true)
      }
    }
  })

  it('lets a user send JSON of any format, but for what only adapters write', () => {
    const json = (format: string) => ({ type: 'json', format, value: '[{"a":1},[-7,4294967295]]' })
    expect(userContent.safeParse(json('openai/agent-item@1')).success).toBe(true)
    expect(userContent.safeParse(json('openai/agent-item@1+devalue')).success).toBe(false)
    expect(content.safeParse(json('openai/agent-item@1+devalue')).success).toBe(true)
  })

  it('lets a user submit on a card but not show one', () => {
    expect(userContent.safeParse({ type: 'cardAction', actionId: 'ok', data: {} }).success).toBe(
      true,
    )
    expect(userContent.safeParse({ type: 'card', card: {} }).success).toBe(false)
    expect(content.safeParse({ type: 'card', card: {} }).success).toBe(true)
  })
})

describe('conversation fields', () => {
  it('counts a title in characters and rejects a blank one', () => {
    const title = titleSchema(DEFAULT_LIMITS)
    expect(title.safeParse('😀'.repeat(200)).success).toBe(true)
    expect(title.safeParse('😀'.repeat(201)).success).toBe(false)
    expect(title.safeParse('  \t').success).toBe(false)
    expect(title.safeParse('\u3164\u200b').success).toBe(false)
  })

  it('bounds metadata by keys and bytes', () => {
    const metadata = metadataSchema(DEFAULT_LIMITS)
    const keys = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [i, i]))
    expect(metadata.safeParse(keys(16)).success).toBe(true)
    expect(metadata.safeParse(keys(17)).success).toBe(false)
    expect(metadata.safeParse({ a: 'x'.repeat(4096) }).success).toBe(false)
  })

  it('knows an id of ours, in capitals as well', () => {
    const id = '0193a0b5-1c2d-7e3f-8a4b-5c6d7e8f9a0b'
    expect(ConversationIdSchema.safeParse(id).success).toBe(true)
    expect(ConversationIdSchema.parse(id.toUpperCase())).toBe(id)
    expect(ConversationIdSchema.safeParse(`${id}\n`).success).toBe(false)
    const { pattern } = z.toJSONSchema(ConversationIdSchema)
    expect(id.toUpperCase()).toMatch(new RegExp(String(pattern)))
  })

  it('takes owners as non-empty strings of at most 1,000 characters', () => {
    const owner = (userId: unknown) => OwnerSchema.safeParse({ tenantId: 't', userId }).success
    expect(owner('u'.repeat(1000))).toBe(true)
    for (const bad of ['', 'u'.repeat(1001), 42, ['u'], null, '\ud800'])
      expect(owner(bad)).toBe(false)
  })
})

describe('tables', () => {
  it('limits come from strings, each with a default', () => {
    expect(LimitsSchema.parse({})).toEqual(DEFAULT_LIMITS)
    expect(LimitsSchema.parse({ textBytes: '10' }).textBytes).toBe(10)
    expect(LimitsSchema.safeParse({ textBytes: '0' }).success).toBe(false)
  })

  it('every error has a status of its kind and a sentence to show', () => {
    for (const [reason, entry] of Object.entries(ERRORS)) {
      expect(entry.httpStatus, reason).toBeGreaterThanOrEqual(400)
      expect(entry.message, reason).toMatch(/^[A-Z].*\.$/)
      expect(entry.retryable, reason).toBe([429, 503].includes(entry.httpStatus))
    }
  })
})
