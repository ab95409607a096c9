import { describe, expect, it } from 'vitest'
import {
  brokenRule,
  contentSchemas,
  DEFAULT_LIMITS,
  isBlank,
  jsonObjectSchema,
  TextSchema,
  titleRules,
  titleSchema,
  userTextRules,
  utf8Bytes,
} from '../src/index.ts'

describe('text', () => {
  it('counts bytes of UTF-8', () => {
    expect(utf8Bytes('aé€😀')).toBe(1 + 2 + 3 + 4)
  })

  it.each(['\ud800', 'a\udc00b', 'a\0b'])('rejects %j', (text) => {
    expect(TextSchema.safeParse(text).success).toBe(false)
  })

  it.each(['', 'é', '😀', '\u202eabc', 'a\nb'])('accepts %j', (text) => {
    expect(TextSchema.parse(text)).toBe(text)
  })
})

describe('a blank', () => {
  it.each([
    ['nothing', ''],
    ['white space', ' \t\n\u0085\u00a0\u1680\u2003\u2028\u202f\u205f\u3000'],
    ['zero width space', '\u200b'],
    ['word joiner', '\u2060'],
    ['Hangul fillers', '\u115f\u1160\u3164\uffa0'],
    ['soft hyphen and byte order mark', '\u00ad\ufeff'],
    ['joiners and marks of direction', '\u200c\u200d\u200e\u202e\u2066'],
    ['variation selectors and tags', '\ufe0f\u{e0100}\u{e0020}'],
  ])('is %s', (_what, text) => {
    expect(isBlank(text)).toBe(true)
    expect(isBlank(`${text}a`)).toBe(false)
    expect(isBlank(`👩‍👩‍👧${text}`)).toBe(false)
  })

  it.each(['0', '.', '\u2800', '\ufffd', '\u0301'])('is not %j', (text) => {
    expect(isBlank(text)).toBe(false)
  })
})

describe('the rules that a page checks without schemas are those of the schemas', () => {
  const limits = { ...DEFAULT_LIMITS, textBytes: 8, titleCharacters: 3 }
  const texts = ['a', 'abc', 'abcd', '€€€', '\u200b', ' ', 'a\0', '\ud800', '\ud800\0 long text']

  it.each(texts)('for %j', (text) => {
    const content = contentSchemas(limits).userContent.safeParse({ type: 'text', text })
    expect(brokenRule(text, userTextRules(limits))).toBe(content.error?.issues[0]?.message)
    const title = titleSchema(limits).safeParse(text)
    expect(brokenRule(text, titleRules(limits))).toBe(title.error?.issues[0]?.message)
  })
})

describe('json objects', () => {
  const schema = jsonObjectSchema(100)
  const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) })

  it.each<[string, object]>([
    ['nested values', { a: [1, 'x', null, true, { b: [] }] }],
    ['nothing', {}],
    ['a key named toString', { toString: 'its own' }],
    ['keys named constructor and prototype', { constructor: { prototype: { a: 1 } } }],
  ])('accepts %s as it is', (_name, value) => {
    expect(schema.parse(value)).toEqual(value)
  })

  it.each<[string, unknown]>([
    ['an array', []],
    ['null', null],
    ['a string', '{}'],
    ['a Map', new Map()],
    ['undefined inside', { a: undefined }],
    ['a hole in an array', { a: new Array(1) }],
    ['NaN', { a: Number.NaN }],
    ['a Date inside', { a: new Date() }],
    ['a lone surrogate deep inside', { a: [{ b: '\ud800' }] }],
    ['a lone surrogate in a key', { '\ud800': 1 }],
    ['__proto__', JSON.parse('{"a":{"__proto__":{}}}')],
    ['101 bytes', { a: 'x'.repeat(101 - 8) }],
  ])('rejects %s', (_name, value) => {
    expect(schema.safeParse(value).success).toBe(false)
  })

  it('accepts exactly the limit of bytes', () => {
    expect(schema.safeParse({ a: 'x'.repeat(100 - 8) }).success).toBe(true)
  })

  it.each<[string, (item: unknown) => object]>([
    ['items', (item) => ({ a: [...Array(200).fill(0), item] })],
    ['texts', (item) => ({ a: ['x'.repeat(101), item] })],
    ['keys', (item) => ({ ['x'.repeat(101)]: 0, b: item })],
    ['lists', (item) => ({ a: [...Array(200).fill([]), item] })],
  ])('does not read on behind %s that alone are too large', (_name, withLast) => {
    const unread = {
      get a(): never {
        throw new Error('read')
      },
    }
    expect(schema.safeParse(withLast(unread)).error?.issues).toMatchObject([
      { message: 'must be at most 100 bytes as JSON' },
    ])
  })

  it('accepts 32 levels, rejects 33, and survives 100,000', () => {
    const deep = jsonObjectSchema(1_000)
    expect(deep.safeParse(nested(32)).success).toBe(true)
    expect(deep.safeParse(nested(33)).success).toBe(false)
    expect(
      deep.safeParse(JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)).success,
    ).toBe(false)
  })
})
