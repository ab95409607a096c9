import { DEFAULT_LIMITS, type JsonContent, utf8Bytes } from '@threadkeep/shared'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readJsonContent, textOf, toJsonContent } from '../../src/adapters/index.ts'
import { openMemoryStore } from './support.ts'

const FORMAT = 'test/value@1'

async function stored(content: JsonContent) {
  const mine = openMemoryStore().forOwner({ tenantId: 't', userId: 'u' })
  const { id } = (await mine.start()).conversation
  const { messages } = await mine.append(id, { messages: [{ role: 'user', content }] })
  return messages[0]?.content ?? content
}

it('any value comes back equal', async () => {
  const anything = fc.anything({
    maxDepth: 4,
    withDate: true,
    withBigInt: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    stringUnit: 'binary',
  })
  const value = anything.filter((each) => !hasKey(each, '__proto__'))
  await fc.assert(
    fc.asyncProperty(value, async (given) => {
      const content = await stored(toJsonContent(FORMAT, given, 'x'))
      expect(readJsonContent(FORMAT, content)).toEqual(given)
    }),
    { numRuns: 200 },
  )
})

it('JSON stays JSON, for readers in any language', () => {
  const value = { a: [1, 'b', null, { c: true }], d: undefined }
  expect(toJsonContent(FORMAT, value, '')).toEqual({
    type: 'json',
    format: FORMAT,
    value: { a: [1, 'b', null, { c: true }] },
  })
})

it('a text of which nothing is visible is not beside it', () => {
  for (const text of ['', ' \n', '\u200b']) {
    expect(toJsonContent(FORMAT, 1, text)).toEqual({ type: 'json', format: FORMAT, value: 1 })
  }
})

it('what JSON cannot hold is under a format of its own', () => {
  const content = toJsonContent(FORMAT, { a: new Uint8Array([1]) }, '')
  expect(content).toMatchObject({ format: `${FORMAT}+devalue`, value: expect.any(String) })
  expect(readJsonContent(FORMAT, content)).toEqual({ a: new Uint8Array([1]) })
  expect(readJsonContent('test/another@1', content)).toBeUndefined()
})

it.each([[() => 1], [Symbol('a')], [new (class Point {})()], [JSON.parse('{"__proto__":1}')]])(
  'rejects %s',
  (value) => {
    expect(() => toJsonContent(FORMAT, { value }, '')).toThrow()
  },
)

it.each(['x', 'é', '€', '😀', '\ud83d', 'a\0'])('the text beside it fits: %j', async (unit) => {
  for (const count of [8191, 8192, 32_768, 100_000]) {
    const content = await stored(toJsonContent(FORMAT, 1, unit.repeat(count)))
    expect(utf8Bytes(textOf(content))).toBeLessThanOrEqual(DEFAULT_LIMITS.textBytes)
    expect(textOf(content)).toMatch(/^(x|é|€|😀|\uFFFD|a\uFFFD)+…?$/u)
  }
})

function hasKey(value: unknown, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false
  const inside: unknown[] =
    value instanceof Map || value instanceof Set ? [...value].flat() : Object.values(value)
  return Object.hasOwn(value, key) || inside.some((each) => hasKey(each, key))
}
