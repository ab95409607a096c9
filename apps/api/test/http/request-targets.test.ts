import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toOriginForm } from '../../src/http/origin-form.ts'
import { exchange } from '../hostile/support/wire.ts'
import { type Api, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'

let api: Api
let token: string
beforeAll(async () => {
  api = await startApi()
  token = await signToken(newOwner())
})
afterAll(() => api[Symbol.asyncDispose]())

async function get(target: string, authorization = `Bearer ${token}`) {
  const head = `GET ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n`
  const [response] = await exchange(
    api.url,
    Buffer.from(`${head}Connection: close\r\n\r\n`, 'latin1'),
  )
  return response
}

/** What a request line may name before the path, and what url.parse throws on. */
const AUTHORITIES = [
  ...['http://example.com', 'https://example.com:443', 'HTTP://x', 'foo://x', 'http://a@b'],
  ...['http://tenant.1', 'http://[::1]:3000', 'http://[fe80::1%25eth0]', 'http://[', 'http://%zz'],
  ...['http://xn--a', 'http://:99999', 'http://x:y', 'http://'],
]

test.each(AUTHORITIES)('the path alone decides, behind %j', async (authority) => {
  const list = await get(`${authority}/trpc/conversation.list?input=%7B%22limit%22%3A1%7D`)
  expect(list?.status).toBe(200)
  expect((await get(`${authority}/livez`))?.status).toBe(200)
  expect((await get(`${authority}/nothing`))?.body).toContain('NOT_FOUND')
})

test.each([
  ...['/metrics#', '/metrics#x', '/livez#.png', '/metrics%23'],
  ...['//x/metrics', '//[/metrics', '//@[#/metrics', '/x/../metrics', '/./metrics'],
])('%j is no other way to write a path', async (target) => {
  const response = await get(target)
  expect(response?.status).toBe(404)
  expect(JSON.parse(response?.body ?? '').error.data.reason).toBe('NOT_FOUND')
})

test('whatever is requested, and with which token, gets a response of ours and one line in the log', async () => {
  const character = fc.constantFrom(...'/:@[]%#?.\\&=x1*\xa0\xff|^{}"<'.split(''))
  const path = fc.string({ unit: character, maxLength: 12 })
  const start = fc.constantFrom('/', '/trpc/', '/api/', '//', 'http://', ...AUTHORITIES)
  await fc.assert(
    fc.asyncProperty(start, path, fc.constantFrom(`Bearer ${token}`, 'x'), async (...given) => {
      const [first, rest, authorization] = given
      const before = api.logged.length
      const response = await get(`${first}${rest}`, authorization)
      expect(response?.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
      expect(response?.headers.get('content-type')).toMatch(/^application\/json/)
      expect([400, 401, 404]).toContain(response?.status)
      await expect.poll(() => api.logged.length).toBe(before + 1)
    }),
    { numRuns: 300 },
  )
})

test('an URL in origin form is a path and a query in characters of a URL', () => {
  const target = fc.string({ unit: fc.nat({ max: 255 }).map((code) => String.fromCharCode(code)) })
  const start = fc.constantFrom('', '/', '//', ...AUTHORITIES)
  fc.assert(
    fc.property(start, target, (first, rest) => {
      expect(toOriginForm(first + rest)).toMatch(/^(\/[!"$-~]*|\*)$/)
    }),
  )
  expect(toOriginForm('/trpc/a%20b?c=/d')).toBe('/trpc/a%20b?c=/d')
  expect(toOriginForm('http://x?a=1')).toBe('/?a=1')
  expect(toOriginForm('*')).toBe('*')
})

test('a CONNECT gets a response, and one line in the log', async () => {
  const before = api.logged.length
  const [response] = await exchange(api.url, 'CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n')
  expect(response?.status).toBe(405)
  expect(response?.headers.get('allow')).toBe('GET, HEAD, POST, PATCH, DELETE, OPTIONS')
  expect(JSON.parse(response?.body ?? '').error.data.reason).toBe('METHOD_NOT_ALLOWED')
  await expect.poll(() => api.logged.length).toBe(before + 1)
})

test('a CONNECT behind a request that has no response yet ends the connection', async () => {
  const start = `POST /api/chat/start HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n`
  const body = 'Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'
  const connect = 'CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n'
  const responses = await exchange(api.url, start + body + connect)
  expect(responses.map(({ status }) => status)).not.toContain(405)
})
