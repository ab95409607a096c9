import { expect, test } from 'vitest'
import { suggestTitle } from '../src/client/suggest-title.ts'
import { relativeTime } from '../src/ui/relative-time.tsx'

const NOW = new Date(2026, 2, 10, 12).getTime()
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

test.for([
  ['the future, by another clock', -5 * MINUTE, 'now'],
  ['this minute', MINUTE - 1, 'now'],
  ['a minute', MINUTE, '1 min'],
  ['just under an hour', HOUR - 1, '59 min'],
  ['an hour', HOUR, '1 h'],
  ['a day', DAY, '1 d'],
  ['six days', 6 * DAY, '6 d'],
  ['a week', 7 * DAY, 'Mar 3'],
] as const)('%s reads well', ([, age, words]) => {
  expect(relativeTime(NOW - age, NOW)).toBe(words)
})

test.for([
  ['Plan the offsite', 'Plan the offsite'],
  ['  two\twords \nand more', 'two words'],
  ['a'.repeat(61), `${'a'.repeat(60)}…`],
  [`${'word '.repeat(20)}`, `${'word '.repeat(11)}word…`],
  [' \n ', undefined],
] as const)('%j is titled %j', ([text, title]) => {
  expect(suggestTitle({ type: 'text', text })).toBe(title)
})

test('what was submitted on a card gives no title', () => {
  expect(suggestTitle({ type: 'cardAction', actionId: 'ok', data: {} })).toBeUndefined()
})
