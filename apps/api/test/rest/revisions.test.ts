import { afterAll, describe, expect, test } from 'vitest'
import { SECRET_AUTH, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { invalid, JSON_TYPE, problem, restAs } from './support/requests.ts'

const shared = await startApi()
afterAll(() => shared[Symbol.asyncDispose]())

const HELLO = { type: 'text', text: 'Hello' }

async function started() {
  const request = await restAs(shared)
  const response = await request('POST', 'start', '{"title":"One"}')
  const { id } = JSON.parse(await response.text())
  const path = `conversation/${id}`
  const read = async () => JSON.parse(await (await request('GET', path)).text())
  return { request, response, id, path, read }
}

/** A change by each route that takes a condition. */
const CHANGES: [string, string, (id: string) => string, (id: string) => unknown][] = [
  ['PATCH', 'a title', (id) => `conversation/${id}`, () => ({ title: 'Mine' })],
  ['PATCH', 'a status', (id) => `conversation/${id}/status`, () => ({ status: 'archived' })],
  ['PATCH', 'metadata', (id) => `conversation/${id}/metadata`, () => ({ metadata: { a: 1 } })],
  ['DELETE', 'all of it', (id) => `conversation/${id}`, () => undefined],
  ['POST', 'a message', () => 'send', (id) => ({ conversationId: id, content: HELLO })],
  [
    'POST',
    'a card action',
    () => 'card-action',
    (id) => ({ conversationId: id, actionId: 'a', data: {} }),
  ],
]

test('the ETag of a conversation is its revision, in every response that is one', async () => {
  const { request, response, path } = await started()
  expect(response.headers.get('etag')).toBe('"1"')
  const tagOf = async (pending: Promise<Response>) => (await pending).headers.get('etag')
  expect(await tagOf(request('GET', path))).toBe('"1"')
  expect(await tagOf(request('PATCH', path, '{"title":"Two"}'))).toBe('"2"')
  expect(await tagOf(request('PATCH', `${path}/status`, '{"status":"archived"}'))).toBe('"3"')
  expect(await tagOf(request('GET', path))).toBe('"3"')
  expect(await tagOf(request('POST', 'list-conversations', '{}'))).toBeNull()
  expect(await tagOf(request('GET', `${path}/messages`))).toBeNull()
  expect(await tagOf(request('DELETE', path))).toBeNull()
})

test('If-None-Match spares a client what it has, and counts as every call does', async () => {
  const { request, path } = await started()
  const read = (tag: string) => request('GET', path, undefined, { 'if-none-match': tag })
  const same = await read('"1"')
  expect([same.status, same.headers.get('etag'), await same.text()]).toEqual([304, '"1"', ''])
  for (const tag of ['W/"1"', '"7", "1"', '*']) expect((await read(tag)).status).toBe(304)
  expect((await request('HEAD', path, undefined, { 'if-none-match': '*' })).status).toBe(304)
  expect((await read('"7"')).status).toBe(200)
  const messages = await request('GET', `${path}/messages`, undefined, { 'if-none-match': '*' })
  expect(messages.status).toBe(200)
  await request('PATCH', path, '{"title":"Two"}')
  const changed = await read('"1"')
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"'])
})

test.each(CHANGES)(
  'If-None-Match is rejected on %s of %s',
  async (method, _what, pathOf, bodyOf) => {
    const { request, id, read } = await started()
    const body = bodyOf(id)
    const headers = { ...JSON_TYPE, 'if-none-match': '*' }
    const json = body === undefined ? body : JSON.stringify(body)
    expect(await problem(await request(method, pathOf(id), json, headers))).toEqual(
      invalid(400, 'if-none-match', 'this path takes no such condition'),
    )
    expect(await read()).toMatchObject({ revision: 1 })
  },
)

describe.each(CHANGES)('If-Match on %s of %s', (method, _what, pathOf, bodyOf) => {
  const change = async (
    { request, id }: Awaited<ReturnType<typeof started>>,
    condition: string,
  ): Promise<Response> => {
    const body = bodyOf(id)
    const headers = { ...JSON_TYPE, 'if-match': condition }
    return request(method, pathOf(id), body === undefined ? body : JSON.stringify(body), headers)
  }

  test('lets nothing through on an older or another revision', async () => {
    const mine = await started()
    await mine.request('PATCH', mine.path, '{"title":"Theirs"}')
    for (const stale of ['"1"', 'W/"1"', '"3"', '"9007199254740991"']) {
      expect(await problem(await change(mine, stale))).toEqual({
        status: 409,
        reason: 'REVISION_CONFLICT',
        currentRevision: 2,
      })
    }
    expect(await mine.read()).toMatchObject({ title: 'Theirs', revision: 2, status: 'active' })
  })

  test.each(['"1"', 'W/"1"', '*', ' "1" '])('lets the change through on %s', async (condition) => {
    expect((await change(await started(), condition)).status).toBe(200)
  })

  test.each(['', '1', '"a"', '"01"', '"-1"', '"1", "2"', '"1"-gzip', '"9999999999999999"'])(
    'is rejected as %j',
    async (condition) => {
      const mine = await started()
      expect((await problem(await change(mine, condition))).status).toBe(400)
      expect(await mine.read()).toMatchObject({ title: 'One', revision: 1, status: 'active' })
    },
  )
})

test.each([
  ['regenerate', {}],
  ['edit', { seq: 1, content: HELLO }],
  ['redact', { seq: 1 }],
  ['append', { messages: [{ role: 'assistant', content: HELLO }] }],
])('If-Match on %s is the revision that it expects', async (route, fields) => {
  const scope = 'append'
  await using api = await startApi({ auth: { ...SECRET_AUTH, appendScope: scope } })
  const request = await restAs(api, newOwner(), { claims: { scope } })
  const { id: conversationId } = JSON.parse(await (await request('POST', 'start', '{}')).text())
  await request('POST', 'send', JSON.stringify({ conversationId, content: HELLO }))
  const { revision } = JSON.parse(
    await (await request('GET', `conversation/${conversationId}`)).text(),
  )
  const change = (condition: string) =>
    request('POST', route, JSON.stringify({ conversationId, ...fields }), {
      ...JSON_TYPE,
      'if-match': condition,
    })
  const conflict = { status: 409, reason: 'REVISION_CONFLICT', currentRevision: revision }
  expect(await problem(await change('"1"'))).toEqual(conflict)
  expect((await change('1')).status).toBe(400)
  expect((await change(`"${revision}"`)).status).toBe(200)
})

test('a condition is given once', async () => {
  const { request, path } = await started()
  const headers = { ...JSON_TYPE, 'if-match': '"1"' }
  const body = '{"title":"x","expectedRevision":1}'
  expect(await problem(await request('PATCH', path, body, headers))).toEqual(
    invalid(400, 'expectedRevision', 'must be given once, and not here'),
  )
})

test.each([
  ['POST', 'start', '{}'],
  ['POST', 'erase-all', '{"confirm":true}'],
  ['POST', 'list-conversations', '{}'],
])('a condition is rejected on %s %s, which takes none', async (method, path, body) => {
  const { request, read } = await started()
  const headers = { ...JSON_TYPE, 'if-match': '"1"' }
  expect(await problem(await request(method, path, body, headers))).toEqual(
    invalid(400, 'if-match', 'this path takes no condition'),
  )
  expect(await read()).toMatchObject({ revision: 1 })
})

test('a delete takes a revision in its query as well', async () => {
  const { request, path } = await started()
  await request('PATCH', path, '{"title":"Two"}')
  expect((await request('DELETE', `${path}?expectedRevision=1`)).status).toBe(409)
  expect((await request('DELETE', `${path}?expectedRevision=2`)).status).toBe(200)
})

test.each([
  ['unknown fields', '{"soft":true}'],
  ['a key', '{"idempotencyKey":"k"}'],
  ['an empty object', '{}'],
])('a DELETE with a body of %s deletes nothing', async (_what, body) => {
  const { request, path, read } = await started()
  expect(await problem(await request('DELETE', path, body))).toEqual(
    invalid(400, '', 'this path takes no body: its fields are given in the query'),
  )
  expect(await read()).toMatchObject({ revision: 1 })
})
