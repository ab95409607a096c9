import { afterAll, describe, expect, test } from 'vitest'
import { DEV_AUTH, startApi } from '../support/api.ts'

const api = await startApi({ auth: DEV_AUTH })
afterAll(() => api[Symbol.asyncDispose]())

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

describe.each([
  ['/livez', 'GET, HEAD'],
  ['/readyz', 'GET, HEAD'],
  ['/health', 'GET, HEAD, POST'],
  ['/metrics', 'GET, HEAD'],
  ['/openapi.json', 'GET, HEAD'],
  ['/dev/token', 'POST'],
])('%s', (path, allowed) => {
  const own = allowed.split(', ')

  test.each(METHODS.filter((method) => !own.includes(method)))(
    'does not take %s, and names the methods that it takes',
    async (method) => {
      const response = await api.request(path, { method })
      expect([response.status, response.headers.get('allow')]).toEqual([405, allowed])
      if (method === 'HEAD') return
      const { error } = JSON.parse(await response.text())
      expect(error.data).toMatchObject({ httpStatus: 405, reason: 'METHOD_NOT_ALLOWED' })
    },
  )

  test.each(own)('takes %s', async (method) => {
    const { status } = await api.request(path, { method })
    // A token without a body is rejected for that.
    expect(status).toBe(path === '/dev/token' ? 415 : 200)
  })
})

test('where no development tokens are given out, their path takes no method', async () => {
  await using other = await startApi()
  for (const method of METHODS) {
    expect((await other.request('/dev/token', { method })).status).toBe(404)
  }
})
