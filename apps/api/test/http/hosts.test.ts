import { afterAll, expect, test } from 'vitest'
import { exchange } from '../hostile/support/wire.ts'
import { startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'

const api = await startApi()
const token = await signToken(newOwner())
afterAll(() => api[Symbol.asyncDispose]())

/** What stands in Host behind proxies, in clusters, on old machines, and from attackers. */
const HOSTS = [
  ...['', ' ', 'localhost', 'LOCALHOST:80', 'example.com', 'example.com.', 'example.com:443'],
  ...['tenant.1', 'tenant.01', '1.2.3.256', '0x7f.1', '127.1', '999999999999', 'a.b.0x'],
  ...['[::1]', '[::1]:3000', '[fe80::1%25eth0]', '[fe80::1%eth0]', 'fe80::1%eth0', '::1', '[::1'],
  ...['api_v1.internal', '-a-', 'a..b', '.', '*', '%', '%zz', 'a%2fb', 'a b', 'a/b', 'a\\b'],
  ...['user@host', 'user:pass@host', 'host:', 'host:99999', 'host:x', 'http://host', '<script>'],
  ...['xn--', 'xn--a', 'münchen.example', '{{host}}', 'x'.repeat(300), 'a,b', '?', '#'],
]

function get(path: string, host: string): Buffer {
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${host}`, `Authorization: Bearer ${token}`]
  return Buffer.from(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)
}

function post(path: string, body: string, host: string): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`)
}

test('there are at least forty', () => {
  expect(new Set(HOSTS).size).toBeGreaterThanOrEqual(40)
})

test.each(HOSTS)('the path alone decides, whatever the host: %j', async (host) => {
  const requests = [
    get('/trpc/conversation.list?input=%7B%22limit%22%3A1%7D', host),
    post('/trpc/conversation.start', '{"title":"x"}', host),
    post('/api/chat/list-conversations', '{"limit":1}', host),
    post('/api/chat/start', '{"title":"x"}', host),
    get('/trpc/nothing', host),
    get('/api/nothing', host),
  ]
  const responses = await Promise.all(requests.map((request) => exchange(api.url, request)))
  expect(responses.map(([response]) => response?.status)).toEqual([200, 200, 200, 200, 404, 404])
})

test.each([
  ['a missing host', ''],
  ['a second host', 'Host: a\r\nHost: b\r\n'],
  ['the same host once more', 'Host: a\r\nX-Between: x\r\nhost: a\r\n'],
])('%s is a 400 that says so, and one line in the log', async (_what, headers) => {
  const before = api.logged.length
  const request = `GET /livez HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`
  const [response] = await exchange(api.url, request)
  expect(response?.status).toBe(400)
  expect(response?.body).toContain('"message":"HTTP/1.1 requires one Host header."')
  await expect.poll(() => api.logged.length).toBe(before + 1)
  expect(JSON.parse(api.logged.at(-1) ?? '')).toMatchObject({
    method: 'GET',
    path: '/livez',
    status: 400,
    errors: [{ reason: 'INVALID_INPUT' }],
  })
})

test.each(['/trpc/conversation.start', '/api/chat/start'])(
  'an unknown expectation at %s is a 417 that says so, and one line in the log',
  async (path) => {
    const before = api.logged.length
    const request = post(path, '{"title":"x"}', 'x').toString()
    const [response, ...others] = await exchange(
      api.url,
      request.replace('Connection', 'Expect: a-miracle\r\nConnection'),
    )
    expect(others).toEqual([])
    expect(response?.status).toBe(417)
    expect(JSON.parse(response?.body ?? '').error).toMatchObject({
      message: 'The only expectation that is served is 100-continue.',
      data: { httpStatus: 417, issues: [{ path: 'expect' }] },
    })
    await expect.poll(() => api.logged.length).toBe(before + 1)
    expect(JSON.parse(api.logged.at(-1) ?? '')).toMatchObject({ path, status: 417 })
  },
)
