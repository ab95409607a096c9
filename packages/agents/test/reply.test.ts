import { DEFAULT_LIMITS, utf8Bytes } from '@threadkeep/shared'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AgentEvent, toReply } from '../src/index.ts'

const LIMITS = { ...DEFAULT_LIMITS, textBytes: 40 }
const said = (...deltas: string[]): AgentEvent[] => deltas.map((delta) => ({ type: 'text', delta }))
const textsOf = (events: AgentEvent[]) =>
  toReply(events, LIMITS).messages.map(({ content }) =>
    content.type === 'text' ? content.text : content.type,
  )

describe('a reply', () => {
  test('is all that was said, in messages within the limit', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 })
    fc.assert(
      fc.property(text, (whole) => {
        const texts = textsOf(said(whole))
        expect(texts.join('')).toBe(whole.toWellFormed().replaceAll('\0', '\uFFFD'))
        for (const each of texts) expect(utf8Bytes(each)).toBeLessThanOrEqual(LIMITS.textBytes)
      }),
    )
  })

  test('is cut at a paragraph, else a line, else a word', () => {
    const long = 'x'.repeat(25)
    expect(textsOf(said(`a b\n\nc ${long} d ${long}`))[0]).toBe('a b\n\n')
    expect(textsOf(said(`a b\nc ${long} d ${long}`))[0]).toBe('a b\n')
    expect(textsOf(said(`a b c ${long} d ${long}`))[0]).toBe(`a b c ${long} d `)
  })

  test('makes the schema of its messages once, which takes milliseconds', () => {
    let reads = 0
    const limits = {
      ...DEFAULT_LIMITS,
      get cardBytes() {
        reads += 1
        return DEFAULT_LIMITS.cardBytes
      },
    }
    const content = { type: 'text', text: 'Hello' } as const
    toReply([{ type: 'message', content }], limits)
    const readsOfOne = reads
    toReply(Array(100).fill({ type: 'message', content }), limits)
    expect([readsOfOne > 0, reads]).toEqual([true, readsOfOne])
  })

  test('that is longer than a run may leave says so at its end', () => {
    const texts = textsOf(said('word '.repeat(10_000)))
    expect(texts).toHaveLength(500)
    expect(texts.at(-1)).toContain('more than can be kept')
  })

  test('keeps the metadata of a message with its last part, unless it is too large', () => {
    const content = { type: 'text', text: 'word '.repeat(20) } as const
    const reply = (metadata: object) =>
      toReply([{ type: 'message', content, metadata: { ...metadata } }], LIMITS).messages
    const [first, ...rest] = reply({ model: 'm' })
    expect(first).not.toHaveProperty('metadata')
    expect(rest.at(-1)?.metadata).toEqual({ model: 'm' })
    for (const each of reply({ model: 'x'.repeat(5000) }))
      expect(each).not.toHaveProperty('metadata')
  })

  test('of nothing is no message', () => {
    expect(textsOf([])).toEqual([])
    expect(textsOf([...said(''), { type: 'status', text: 'Searching...' }])).toEqual([])
  })

  test('has a whole message between the texts around it', () => {
    const card = { type: 'card', card: { a: 1 } } as const
    const events: AgentEvent[] = [
      ...said('a', 'b'),
      { type: 'message', content: card },
      ...said('c'),
    ]
    expect(textsOf(events)).toEqual(['ab', 'card', 'c'])
  })
})
