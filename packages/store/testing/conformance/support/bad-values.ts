import { BAD_IDS } from './owners.ts'
import { UNKNOWN_ID } from './samples.ts'

export const BAD_TEXTS = ['\ud800', 'a\udc00b', 'a\0b', 42, ['a'], {}, true]
export const BAD_OBJECTS = [
  null,
  [],
  ['a'],
  'a',
  1,
  true,
  new Map([['a', 1]]),
  new Date(),
  { a: undefined },
  { a: Number.NaN },
  { a: Number.POSITIVE_INFINITY },
  { a: 1n },
  { a: () => 1 },
  { a: Symbol('a') },
  { a: new Date() },
  { a: [new Set()] },
  { a: '\ud800' },
  { '\ud800': 1 },
  { a: 'b\0' },
  JSON.parse('{"__proto__":{"admin":true}}'),
  JSON.parse('{"a":[{"__proto__":1}]}'),
  nested(33),
  nested(20_000),
]
export const BAD_NUMBERS = [
  -1,
  1.5,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  2 ** 53,
  '1',
  [1],
  null,
  {},
]

/** Ids of conversations are made by the store: everything else is no id. */
export function badIds(): unknown[] {
  const almost = [
    UNKNOWN_ID.replace('7', '4'),
    UNKNOWN_ID.replace('8000', 'c000'),
    UNKNOWN_ID.replaceAll('-', ''),
    UNKNOWN_ID.replace('0', 'g'),
    `${UNKNOWN_ID}\n`,
    ` ${UNKNOWN_ID}`,
    `{${UNKNOWN_ID}}`,
    `${UNKNOWN_ID}:messages`,
    [UNKNOWN_ID],
    '*',
    '../',
    'a'.repeat(1000),
  ]
  return [...BAD_IDS, ...almost]
}

export function nested(levels: number): object {
  let value = {}
  for (let level = 1; level < levels; level++) value = { a: value }
  return value
}
