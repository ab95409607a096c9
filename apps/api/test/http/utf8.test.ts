import { afterAll, describe, expect, test } from 'vitest'
import { exchange } from '../hostile/support/wire.ts'
import { startApi } from '../support/api.ts'
import { JSON_TRANSPORTS, resultOf } from '../support/json-transports.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'

const api = await startApi()
const owner = newOwner()
const token = await signToken(owner)
afterAll(() => api[Symbol.asyncDispose]())

const bytes = (latin1: string) => new Uint8Array(Buffer.from(latin1, 'latin1'))

describe.each(JSON_TRANSPORTS)('by %s', (_name, transport) => {
  test.each([
    ['Latin-1', '{"title":"caf\xe9"}'],
    ['a byte that begins nothing', '{"title":"\xff"}'],
    ['a sequence cut short', '{"title":"\xe2\x82"}'],
    ['an overlong slash', '{"title":"\xc0\xaf"}'],
    ['a surrogate', '{"title":"\xed\xa0\xbd\xed\xb8\x80"}'],
    ['what lies beyond Unicode', '{"title":"\xf4\x90\x80\x80"}'],
    ['a name in Latin-1', '{"titl\xe9":"x"}'],
    ['UTF-16', '\xff\xfe{\0}\0'],
  ])('%s is a 400 that says so', async (_what, body) => {
    const response = await transport.send(api, token, bytes(body))
    expect(response.status).toBe(400)
    expect(transport.error(await response.json())).toEqual({
      reason: 'INVALID_INPUT',
      message: 'The body must be UTF-8.',
      issues: [{ path: '', message: 'The body must be UTF-8.' }],
    })
  })

  test.each(['', '{', '{title: 1}', '{"title":"x"', 'title=x'])(
    '%j is a 400 that says that it is no JSON',
    async (body) => {
      const response = await transport.send(api, token, body)
      expect(response.status).toBe(400)
      expect(transport.error(await response.json())).toEqual({
        reason: 'INVALID_INPUT',
        message: 'The body must be JSON.',
        issues: [{ path: '', message: 'The body must be JSON.' }],
      })
    },
  )

  test.each(['iso-8859-1', 'utf-16', 'UTF-16LE', 'windows-1252', 'us-ascii', 'x', '"utf-32"'])(
    'the charset %s is a 415',
    async (charset) => {
      const headers = { 'content-type': `application/json; charset=${charset}` }
      const response = await transport.send(api, token, '{"title":"x"}', headers)
      expect(response.status).toBe(415)
      expect(transport.error(await response.json())).toEqual({
        reason: 'UNSUPPORTED_MEDIA_TYPE',
        message: 'The body must be application/json in UTF-8, and not compressed.',
        issues: [],
      })
    },
  )

  test.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset="UTF-8"',
    'application/json; charset=utf8',
    'application/json; profile=x',
    'application/json;',
  ])('%s is read', async (type) => {
    const headers = { 'content-type': type }
    const response = await transport.send(api, token, '\u{feff}{"title":"Ärger 😀"}', headers)
    expect(resultOf(await response.json())['title']).toBe('Ärger 😀')
  })

  test.each(['', 'application/jsonp', 'application/json, text/plain', 'application/json+x', ';'])(
    'the type %j is a 415',
    async (type) => {
      const headers = { 'content-type': type }
      expect((await transport.send(api, token, '{}', headers)).status).toBe(415)
    },
  )
})

test.each([
  '/trpc/conversation.list?input=%7B%22cursor%22:%22%ff%22%7D',
  '/trpc/conversation.list?input=%E0%A4%A',
  '/api/chat/conversation/019a0000-0000-7000-8000-000000000000/messages?limit=%ff',
])('a query that is not UTF-8 is a 400 that says so: %s', async (path) => {
  const response = await api.request(path, { headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('The query must be UTF-8 in percent-encoding.')
})

describe('an idempotency key', () => {
  test.each([
    ['in UTF-8', 'réf-7', 'utf8'],
    ['in Latin-1, as browsers send it', 'réf-8', 'latin1'],
    ['in UTF-8 beyond Latin-1', '行程-😀', 'utf8'],
    ['in ASCII', 'ref-7', 'utf8'],
  ] as const)('%s is one in a header and in a field', async (_what, key, encoding) => {
    const lines = [
      'POST /api/chat/start HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${token}`,
      'Content-Type: application/json',
      'Content-Length: 2',
      'Connection: close',
    ]
    const header = Buffer.from(`\r\nIdempotency-Key: ${key}\r\n\r\n{}`, encoding)
    const request = Buffer.concat([Buffer.from(lines.join('\r\n')), header])
    const [response] = await exchange(api.url, request)
    const { conversation } = await api.as(owner)
    const started = await conversation.start.mutate({ idempotencyKey: key })
    expect(JSON.parse(response?.body ?? '').id).toBe(started.id)
  })
})

test('an id in capitals is the same conversation at both transports', async () => {
  const { conversation } = await api.as(owner)
  const { id } = await conversation.start.mutate({ title: 'x' })
  const conversationId = id.toUpperCase()
  expect((await conversation.get.query({ conversationId })).id).toBe(id)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const path = `/api/chat/conversation/${conversationId}`
  const body = '{"title":"y"}'
  const renamed = await api.request(path, { method: 'PATCH', headers, body })
  expect(JSON.parse(await renamed.text())).toMatchObject({ id, title: 'y' })
  await conversation.send.mutate({ conversationId, content: { type: 'text', text: 'Hello' } })
  expect((await conversation.messages.query({ conversationId: id })).items[0]?.seq).toBe(1)
})
