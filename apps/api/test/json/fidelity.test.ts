import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { JSON_TRANSPORTS, resultOf } from '../support/json-transports.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'

const api = await startApi()
const token = await signToken(newOwner())
afterAll(() => api[Symbol.asyncDispose]())

/** A JSON text, and where in it is something that reading would change. */
interface Document {
  text: string
  culprits: string[]
}

const sound = (text: string): Document => ({ text, culprits: [] })
const culprit = (text: string): Document => ({ text, culprits: [''] })

const leaves: fc.Arbitrary<Document> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.jsonValue({ maxDepth: 0 }).map((value) => sound(JSON.stringify(value))),
  },
  { weight: 6, arbitrary: fc.maxSafeInteger().map((value) => sound(String(value))) },
  {
    weight: 6,
    arbitrary: fc.constantFrom('1e3', '-0.0', '2.50', '1E-7', '9007199254740994').map(sound),
  },
  {
    weight: 1,
    // Odd ones from 2^53 to 2^54 are no doubles.
    arbitrary: fc
      .bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n })
      .map((half) => culprit(String(2n * half + 1n))),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('2512292042121000001', '1e400', '-18446744073709551615')
      .map(culprit),
  },
)

const names = fc.oneof(
  fc.constantFrom('constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'orderId'),
  fc.string({ minLength: 1, maxLength: 5 }).filter((name) => !/[.\0]|^__proto__$/.test(name)),
)

const { document } = fc.letrec<{ document: Document; value: Document }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaves,
    tie('document'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => ({
      text: `[ ${items.map(({ text }) => text).join(' ,\n')}]`,
      culprits: items.flatMap((item, index) => below(String(index), item)),
    })),
  ),
  document: fc
    .tuple(
      fc.uniqueArray(fc.tuple(names, tie('value')), { maxLength: 4, selector: ([name]) => name }),
      fc.integer({ min: 0, max: 9 }),
    )
    .map(([members, dice]) => toObject(members, dice === 0)),
}))

/** `repeats`: its first member stands in it once more. */
function toObject(members: [string, Document][], repeats: boolean): Document {
  const again = repeats ? members.slice(0, 1) : []
  const all = [...members, ...again]
  return {
    text: `{${all.map(([name, { text }]) => `${JSON.stringify(name)} : ${text}`).join(',')}}`,
    culprits: [
      ...members.flatMap(([name, member]) => below(name, member)),
      ...again.map(([name]) => name),
    ],
  }
}

function below(name: string, { culprits }: Document): string[] {
  return culprits.map((path) => (path === '' ? name : `${name}.${path}`))
}

test.each(JSON_TRANSPORTS)(
  'by %s 200 documents come back equal in value, or are rejected by the names of their fields',
  async (_name, transport) => {
    const own = Object.getOwnPropertyNames(Object.prototype).join()
    let [taken, rejected] = [0, 0]
    await fc.assert(
      fc.asyncProperty(document, async ({ text, culprits }) => {
        const response = await transport.start(api, token, text)
        const body = JSON.parse(await response.text())
        if (culprits.length === 0) {
          taken += 1
          expect(response.status, text).toBe(200)
          expect(JSON.stringify(resultOf(body)['metadata'])).toBe(JSON.stringify(JSON.parse(text)))
        } else {
          rejected += 1
          expect(response.status, text).toBe(400)
          const expected = new Set(culprits.map((path) => `metadata.${path}`.slice(0, 100)))
          const paths = transport.error(body).issues.map(({ path }) => path)
          expect(new Set(paths), text).toEqual(expected)
        }
      }),
      { numRuns: 200 },
    )
    expect(Math.min(taken, rejected)).toBeGreaterThan(0)
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(own)
  },
)

test.each(JSON_TRANSPORTS)(
  'by %s __proto__ is rejected by its name, and pollutes nothing',
  async (_name, transport) => {
    for (const text of [
      '{"__proto__":{"polluted":true}}',
      '{"a":[{"__proto__":{"polluted":true}}]}',
      '{"\\u005f_proto__":{"polluted":true}}',
      '{"constructor":{"__proto__":{"polluted":true}}}',
    ]) {
      const response = await transport.start(api, token, text)
      expect(response.status).toBe(400)
      expect(await response.text()).toContain('must not have a key named __proto__')
    }
    const text = '{"constructor":{"prototype":{"polluted":true}},"prototype":{"polluted":true}}'
    const response = await transport.start(api, token, text)
    expect(resultOf(await response.json())['metadata']).toEqual(JSON.parse(text))
    expect('polluted' in {}).toBe(false)
    expect('polluted' in Object).toBe(false)
  },
)

test('in a batch only the call whose input would be changed is rejected', async () => {
  const response = await api.request('/trpc/conversation.start,conversation.start?batch=1', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"0":{"metadata":{"a":9007199254740993}},"1":{"metadata":{"a":9007199254740992}}}',
  })
  expect(response.status).toBe(207)
  const issue = { path: 'metadata.a', message: 'integer beyond 2^53, send it as a string' }
  expect(JSON.parse(await response.text())).toMatchObject([
    { error: { data: { issues: [issue] } } },
    { result: { data: { metadata: { a: 9007199254740992 } } } },
  ])
})

test('the field of a card action is named as each transport calls it', async () => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const id = '019a0000-0000-7000-8000-000000000000'
  const action = '"actionId":"a","data":{"orderId":2512292042121000001}'
  const bodies: [string, string, string][] = [
    ['/api/chat/card-action', `{"conversationId":"${id}",${action}}`, 'data.orderId'],
    [
      '/trpc/conversation.send',
      `{"conversationId":"${id}","content":{"type":"cardAction",${action}}}`,
      'content.data.orderId',
    ],
  ]
  for (const [path, body, field] of bodies) {
    const response = await api.request(path, { method: 'POST', headers, body })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(
      `{"path":"${field}","message":"integer beyond 2^53, send it as a string"}`,
    )
  }
})
