import fc from 'fast-check'
import { expect, it } from 'vitest'
import { previewOf } from '../src/preview.ts'

const preview = (text: string) => previewOf({ type: 'text', text })

/** The same, said in the simplest way. */
function expected(text: string): string {
  const line = text.split(/\s+/).filter(Boolean).join(' ')
  const characters = [...line]
  return characters.length <= 120 ? line : `${characters.slice(0, 120).join('').trimEnd()}…`
}

const words = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.constantFrom('plain', 'a', ' ', '  ', '\n', '\t', '\u00a0', '😀', 'ünïcödé'),
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
