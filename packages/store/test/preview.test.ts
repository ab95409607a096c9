import fc from 'fast-check'
import { expect, it } from 'vitest'
import { previewOf } from '../src/codec/preview.ts'

const preview = (text: string) => previewOf({ type: 'text', text })

/** The same, said in the simplest way. */
function expected(text: string): string {
  const line = text.split(/\s+/).filter(Boolean).join(' ')
  if ([...line].length <= 120) return line
  const most = [...line].slice(0, 120).join('')
  let cut = ''
  for (const { segment } of new Intl.Segmenter('und').segment(line)) {
    if (cut.length + segment.length > most.length) break
    cut += segment
  }
  return `${(cut === '' ? most : cut).trimEnd()}…`
}

const words = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.constantFrom(
      'plain',
      'a',
      ' ',
      '  ',
      '\n',
      '\t',
      '\u00a0',
      '😀',
      'ünïcödé',
      '🇫🇷',
      'e\u0301',
      '👍🏽',
    ),
  ),
  { maxLength: 60 },
)

it.each([' ', '', 'x'])(
  'is the beginning of a text on one line: words with %j between',
  (space) => {
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join(space)
        expect(preview(text)).toBe(expected(text))
      }),
      { numRuns: 1000 },
    )
  },
)

it.each([119, 120, 121, 122])('of %d characters is cut after 120', (length) => {
  for (const end of ['', ' ', 'x', ' x', '😀', ' 😀']) {
    for (const text of ['x'.repeat(length) + end, 'ab '.repeat(50).slice(0, length) + end]) {
      expect(preview(text)).toBe(expected(text))
    }
  }
})

it.each(['🇫🇷', '👍🏽', 'e\u0301', '👨‍👩‍👧', '각'])('ends before %s, not within it', (character) => {
  for (let before = 120 - [...character].length + 1; before < 120; before++) {
    expect(preview('я'.repeat(before) + character + 'z'.repeat(9))).toBe(`${'я'.repeat(before)}…`)
  }
  expect(preview(character.repeat(500)).replace('…', '').replaceAll(character, '')).toBe('')
})

it('of one letter with a thousand accents is still short', () => {
  expect([...preview(`a${'\u0301'.repeat(1000)}`)]).toHaveLength(121)
})
