import type { JsonObject } from '@threadkeep/shared'

/** Texts that something on the way is known to change. */
export const TEXTS = [
  ' ',
  '\n',
  ' leading and trailing ',
  'null',
  '[]',
  '"quoted" \\ and \\u0000',
  'line\nline\r\nline\ttab',
  '\u001b[31mred\u001b[0m',
  '\ufeffbyte order mark',
  '\u202eright to left',
  '\u2028 \u2029',
  '<script>alert(1)</script>',
  '*3\r\n$3\r\nSET\r\n',
  'é e\u0301',
  '👩‍👩‍👧‍👦 😀',
  '\u{10ffff}\uffff\ufffd',
  'x'.repeat(32 * 1024),
]

/** Objects that serialisers, and scripts which decode JSON, are known to change. */
export const OBJECTS: JsonObject[] = [
  {},
  { a: [] },
  { a: {} },
  { a: [[], {}, [[]]] },
  { a: null, b: false, c: 0, d: '' },
  { a: 9007199254740991, b: -9007199254740991, c: 12345678901234568, d: 1e21, e: 1e308 },
  { a: 0.1, b: 1.1, c: 5e-324, d: 1 / 3, e: 1.7976931348623157e308, f: 2 ** 53 },
  { a: -0, b: [-0] },
  { z: 1, a: 2, m: { z: 1, a: 2 } },
  { 10: 'ten', 9: 'nine', b: 'b', '01': 'one' },
  { '': 'empty', ' ': 'blank', 'a.b': 1, 'a:b': 2, '{}': 3, '😀': 4, '\n': 5 },
  JSON.parse('{"then":1,"toString":2,"hasOwnProperty":3,"length":4,"toJSON":"text"}'),
  JSON.parse('{"constructor":{"prototype":{"admin":true}},"prototype":[]}'),
  JSON.parse('{"a":[{"constructor":1,"prototype":null}]}'),
  { a: 'null', b: 'true', c: '1', d: '[]', e: '{"f":1}' },
  { a: '\u001f\u007f\u0080\u2028', b: '"\\/' },
  { a: ['x', 1, null, true, { b: [{ c: [] }] }] },
  nested(32),
]

function nested(levels: number): JsonObject {
  let value: JsonObject = { end: [] }
  for (let level = 2; level < levels; level++) value = { a: value }
  return value
}
