import fc from 'fast-check'

/** `at`: a place in the conversation, whatever its length. */
export type Change =
  | { type: 'append'; count: number }
  | { type: 'replace'; at: number; count: number }
  | { type: 'repeat'; which: number }
  | { type: 'truncate'; at: number }
  | { type: 'redact'; at: number; count: number }
  | { type: 'begin' }
  | { type: 'edit'; at: number }
  | { type: 'regenerate' }
  | { type: 'say'; words: string[] }
  | { type: 'finish'; status: 'completed' | 'stopped' | 'failed'; count: number; twice: boolean }
  | { type: 'hand over'; mode: 'restart' | 'keep' }
  | { type: 'again' }
  | { type: 'rename' }

const at = fc.nat({ max: 200 })
const type = <Type extends Change['type']>(name: Type) => fc.constant(name)
/** More than a watcher reads at once, now and then. */
const count = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.constant(50))

export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: type('append'), count }) },
  fc.record({ type: type('replace'), at, count }),
  { weight: 2, arbitrary: fc.record({ type: type('repeat'), which: at }) },
  { weight: 2, arbitrary: fc.record({ type: type('truncate'), at }) },
  // Now and then of more messages than removals are kept.
  {
    weight: 2,
    arbitrary: fc.record({
      type: type('redact'),
      at,
      count: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.constant(40)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: type('begin') }) },
  fc.record({ type: type('edit'), at }),
  { weight: 2, arbitrary: fc.record({ type: type('regenerate') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: type('say'),
      words: fc.array(fc.constantFrom('a ', 'word ', 'é😀 ', ''), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: type('finish'),
      status: fc.constantFrom('completed' as const, 'stopped' as const, 'failed' as const),
      count: fc.nat({ max: 3 }),
      twice: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: type('hand over'),
      mode: fc.constantFrom('restart' as const, 'keep' as const),
    }),
  },
  fc.record({ type: type('again') }),
  fc.record({ type: type('rename') }),
)
