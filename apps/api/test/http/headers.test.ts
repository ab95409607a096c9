import { describe, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'

describe('response headers', () => {
  test('are the same for every response, except those that describe it', async () => {
    await using api = await startApi()
    const post = (body: string) => ({
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    const responses = await Promise.all([
      api.request('/livez'),
      api.request('/trpc/health'),
      api.request('/trpc/health,health?batch=1'),
      api.request('/trpc/conversation.list'),
      api.request('/trpc/nothing'),
      api.request('/trpc/health', post('{}')),
      api.request('/nothing'),
      api.request('/dev/token', post(' '.repeat(300_000))),
      api.request('/openapi.json'),
      api.request('/api/chat/start', post('{}')),
    ])
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200, 401, 404, 405]))
    const own = ['allow', 'content-length', 'etag', 'retry-after', 'vary', 'www-authenticate']
    const namesOf = ({ headers }: Response) =>
      [...headers.keys()].filter((name) => !own.includes(name))
    const [first] = responses.map(namesOf)
    expect(first?.length).toBeGreaterThan(15)
    for (const response of responses) {
      expect(namesOf(response), response.url).toEqual(first)
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
    }
  })

  test('name no software, and forbid sniffing and caching', async () => {
    await using api = await startApi()
    const { headers } = await api.request('/livez')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('allow listed origins, and no others', async () => {
    await using api = await startApi({ corsOrigins: ['https://chat.example.com'] })
    const preflight = async (origin: string) => {
      const response = await api.request('/trpc/conversation.start', {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,traceparent',
        },
      })
      expect(response.status).toBe(204)
      return response.headers
    }
    const listed = await preflight('https://chat.example.com')
    expect(listed.get('access-control-allow-origin')).toBe('https://chat.example.com')
    expect(listed.get('access-control-allow-headers')).toBe(
      'authorization,content-type,idempotency-key,if-match,if-none-match,last-event-id,x-request-id,traceparent,tracestate',
    )
    expect(listed.get('access-control-allow-credentials')).toBeNull()
    const other = await preflight('https://chat.example.com.evil.example')
    expect(other.get('access-control-allow-origin')).toBeNull()

    const headers = { origin: 'https://chat.example.com' }
    const response = await api.request('/trpc/conversation.list', { headers })
    expect(response.headers.get('access-control-expose-headers')).toBe(
      'etag,retry-after,x-request-id',
    )
  })

  test('allow origins of apps and extensions, compared exactly', async () => {
    const corsOrigins = ['capacitor://localhost', 'tauri://localhost', 'chrome-extension://abc']
    await using api = await startApi({ corsOrigins })
    const allowed = async (origin: string) => {
      const { headers } = await api.request('/trpc/health', { headers: { origin } })
      return headers.get('access-control-allow-origin')
    }
    for (const origin of corsOrigins) expect(await allowed(origin)).toBe(origin)
    for (const other of [
      'capacitor://localhost:1',
      'capacitor://localhost.x',
      'tauri://',
      'null',
    ]) {
      expect(await allowed(other)).toBeNull()
    }
  })

  test('have Vary: Origin, by tRPC and by REST', async () => {
    await using api = await startApi({ corsOrigins: ['https://chat.example.com'] })
    const varyOf = async (path: string) => {
      const headers = { origin: 'https://chat.example.com' }
      return (await api.request(path, { headers })).headers.get('vary')
    }
    expect(await varyOf('/trpc/health')).toBe('Origin, trpc-accept, accept')
    expect(await varyOf('/trpc/nothing')).toBe('Origin, trpc-accept, accept')
    expect(await varyOf('/api/chat/events')).toBe('Origin')
  })

  test('allow no origin by default', async () => {
    await using api = await startApi()
    const headers = { origin: 'https://chat.example.com' }
    const response = await api.request('/trpc/health', { headers })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})
