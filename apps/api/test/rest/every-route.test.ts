import { afterAll, describe, expect, test } from 'vitest'
import { SECRET_AUTH, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'
import { operationsOf, servedDocument } from './support/document.ts'
import { ID, JSON_TYPE, problem } from './support/requests.ts'

/* What holds for every route that the document has, whichever they are. */

const APPEND_SCOPE = 'append'
const api = await startApi({ auth: { ...SECRET_AUTH, appendScope: APPEND_SCOPE } })
afterAll(() => api[Symbol.asyncDispose]())

const operations = operationsOf(await servedDocument(api)).map(({ method, path, body }) => ({
  method,
  path,
  hasBody: body !== undefined,
}))
const token = await signToken(newOwner(), { claims: { scope: APPEND_SCOPE } })
const authorization = `Bearer ${token}`
const pathOf = (path: string, query = '') => path.replace(/\{\w+\}/, ID) + query

describe.each(operations)('$method $path', ({ method, path, hasBody }) => {
  const withBody = (body: string) => (hasBody ? { body } : {})

  test('rejects an unknown field by name', async () => {
    const response = await api.request(pathOf(path, hasBody ? '' : '?noSuchField=1'), {
      method,
      headers: { ...JSON_TYPE, authorization },
      ...withBody('{"noSuchField":1}'),
    })
    const { status, reason, issues } = await problem(response)
    expect([status, reason]).toEqual([400, 'INVALID_INPUT'])
    expect(issues).toContainEqual({ path: 'noSuchField', message: 'is not a known field' })
  })

  test('rejects a request without a token before anything else', async () => {
    const response = await api.request(pathOf(path, '?noSuchField=1'), {
      method,
      headers: JSON_TYPE,
      ...withBody('{'),
    })
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await problem(response)).toEqual({ status: 401, reason: 'UNAUTHENTICATED' })
  })
})

describe.each([...new Set(operations.map(({ path }) => path))])('%s', (path) => {
  const methods = operations.filter((each) => each.path === path).map(({ method }) => method)
  const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((each) => !allowed.includes(each))

  test.each(others)('does not take %s, and names the methods that it takes', async (method) => {
    const response = await api.request(pathOf(path), { method, headers: { authorization } })
    expect(response.headers.get('allow')?.split(', ').toSorted()).toEqual(allowed.toSorted())
    expect(await problem(response)).toEqual({ status: 405, reason: 'METHOD_NOT_ALLOWED' })
  })
})
