import { findJsonProblems } from '@threadkeep/shared'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memberOf, parseJson, unchanged } from '../../src/http/json/parse-json.ts'

const INTEGER = 'integer beyond 2^53, send it as a string'
const HUGE = 'number beyond what a double holds, send it as a string'
const TWICE = 'given more than once'

const found = (json: string) =>
  findJsonProblems(json).map(({ path, message }) => `${path.join('.')}: ${message}`)

describe('a number', () => {
  test.each([
    ...['0', '-0', '1', '-1', '1.0', '1e3', '1E+3', '100e-2', '9007199254740991'],
    ...['-9007199254740991', '9007199254740992', '9007199254740994', '2512292042121000000'],
    ...['100000000000000000000', '1e21', '1e23', '1.7976931348623157e308', '5e-324', '1e-400'],
    ...['0.1', '0.1000000000000000055511151231257827', '3.141592653589793238', '0e99999'],
    ...['0.00000000000000000000', '1.000000000000000000000', '123456789012345678e-20'],
  ])('%s is taken', (literal) => {
    expect(found(literal)).toEqual([])
  })

  test.each([
    ...['9007199254740993', '-9007199254740993', '2512292042121000001', '18446744073709551615'],
    ...['9007199254740993.0', '9007199254740993e0', '90071992547409930e-1'],
    ...['2.512292042121000001e18', '1180591620717411303424', '100000000000000000000000000000001'],
  ])('%s is rejected: it would come back as another', (literal) => {
    expect(found(literal)).toEqual([`: ${INTEGER}`])
  })

  test.each(['1e309', '-1e999', '9'.repeat(400)])('%s is rejected: it is infinite', (literal) => {
    expect(found(literal)).toEqual([`: ${HUGE}`])
  })
})

describe('a problem', () => {
  test.each([
    ['{"content":{"data":{"orderId":2512292042121000001}}}', `content.data.orderId: ${INTEGER}`],
    ['[[1,2],[3,9007199254740993]]', `1.1: ${INTEGER}`],
    ['{"a":[{"b":1},{"b":9007199254740993}]}', `a.1.b: ${INTEGER}`],
    ['{"a":1,"b":{"a":1},"a":2}', `a: ${TWICE}`],
    ['{"a":1,"\\u0061":2}', `a: ${TWICE}`],
    ['{"\\"":1,"\\\\":2,"\\"":3}', `": ${TWICE}`],
    ['{"a":{"x":1,"x":1}}', `a.x: ${TWICE}`],
    ['{"":1,"":2}', `: ${TWICE}`],
    ['{"__proto__":1,"__proto__":2}', `__proto__: ${TWICE}`],
  ])('in %s has a name', (json, problem) => {
    expect(found(json)).toEqual([problem])
  })

  test.each([
    '{"a":"9007199254740993"}',
    '{"9007199254740993":"{\\"a\\":1,\\"a\\":2}"}',
    '{"a":{"b":1},"b":{"b":1}}',
    '[{"a":1},{"a":1}]',
    '{"constructor":1,"hasOwnProperty":2,"toString":3}',
    '"\\\\"',
    '["\\\\\\"", "a\\\\", "a"]',
  ])('is not in %s', (json) => {
    expect(found(json)).toEqual([])
  })

  test('at any depth costs no stack, and its path is bounded', () => {
    const deep = `${'['.repeat(100_000)}9007199254740993${']'.repeat(100_000)}`
    expect(findJsonProblems(deep)[0]?.path.length).toBeLessThan(100)
    const nested = `${'{"a":'.repeat(40_000)}9007199254740993${'}'.repeat(40_000)}`
    expect(findJsonProblems(nested)).toHaveLength(1)
  })

  test('belongs to one field of an object alone', () => {
    const json = parseJson('{"0":{"a":9007199254740993},"1":{"b":1}}')
    expect(() => unchanged(memberOf(json, '0'))).toThrow()
    expect(unchanged(memberOf(json, '1'))).toEqual({ b: 1 })
    expect(unchanged(memberOf(json, '__proto__'))).toBeUndefined()
  })
})

/** White space wherever JSON has it, and escapes for any character. */
function spread(value: unknown, gap: string): string {
  if (Array.isArray(value)) {
    return `[${gap}${value.map((item) => spread(item, gap)).join(`${gap},${gap}`)}${gap}]`
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, member]) => `${escaped(name)}${gap}:${gap}${spread(member, gap)}`,
    )
    return `{${gap}${members.join(`${gap},${gap}`)}${gap}}`
  }
  return typeof value === 'string' ? escaped(value) : JSON.stringify(value)
}

function escaped(text: string): string {
  const units = text.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
  return `"${units.map((hex) => `\\u${hex}`).join('')}"`
}

test('there is no problem in what JSON.stringify writes, however it is spaced and escaped', () => {
  const json = fc.jsonValue({ maxDepth: 5 })
  fc.assert(
    fc.property(json, fc.constantFrom('', ' ', '\n\t\r '), (value, gap) => {
      for (const text of [JSON.stringify(value), spread(value, gap)]) {
        const parsed = parseJson(text)
        expect(parsed.problems).toEqual([])
        expect(parsed.value).toEqual(JSON.parse(text))
      }
    }),
    { numRuns: 1000 },
  )
})

test('an integer is taken just where JavaScript writes the same one', () => {
  const integers = fc.oneof(
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    fc.bigInt({ min: 2n ** 53n - 50n, max: 2n ** 53n + 50n }),
    fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e25, max: 1e25 })
      .map((double) => written(String(Math.trunc(double)))),
  )
  fc.assert(
    fc.property(integers, (integer) => {
      const isSame = written(String(Number(integer))) === integer
      expect(findJsonProblems(String(integer)).length === 0).toBe(isSame)
    }),
    { numRuns: 2000 },
  )
})

/** The integer that a text of JavaScript's says: 1.5e+21 with all of its zeros. */
function written(text: string): bigint {
  const [mantissa = '', exponent = '0'] = text.split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  return BigInt(whole + fraction) * 10n ** BigInt(Number(exponent) - fraction.length)
}
