import { afterAll, describe, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { ID, JSON_TYPE, problem, restAs } from './support/requests.ts'

const shared = await startApi()
afterAll(() => shared[Symbol.asyncDispose]())

describe('a body', () => {
  test('is JSON in UTF-8, however the header says so', async () => {
    const request = await restAs(shared)
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const response = await request('POST', 'start', '{"title":"Ärger 😀"}', headers)
    expect(await response.json()).toMatchObject({ title: 'Ärger 😀' })
  })

  test.each([
    ['of a form', new URLSearchParams('title=x'), {}, 415],
    ['of bytes', 'x', { 'content-type': 'application/octet-stream' }, 415],
    ['of something like JSON', '{}', { 'content-type': 'application/jsonp' }, 415],
    ['that is compressed', '{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 415],
    ['in an unknown charset', '{}', { 'content-type': 'application/json; charset=x' }, 415],
    ['that is none', undefined, {}, 415],
    ['that is empty', '', JSON_TYPE, 400],
    ['that breaks off', '{"title":', JSON_TYPE, 400],
    ['that is null', 'null', JSON_TYPE, 400],
    ['that is a list', '[{}]', JSON_TYPE, 400],
    [
      'that is deep',
      `{"metadata":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`,
      JSON_TYPE,
      400,
    ],
  ])('%s is rejected, and nothing is stored', async (_what, body, headers, status) => {
    const owner = newOwner()
    const request = await restAs(shared, owner)
    const rejected = await problem(await request('POST', 'start', body, headers))
    const reason = status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'INVALID_INPUT'
    expect(rejected).toMatchObject({ status, reason })
    const { conversation } = await shared.as(owner)
    expect((await conversation.list.query()).items).toEqual([])
  })

  test('of 256 KB is read, a larger one rejected', async () => {
    const request = await restAs(shared)
    const body = (bytes: number) => JSON.stringify({ title: 'x'.repeat(bytes - 12) })
    const read = await request('POST', 'start', body(256 * 1024))
    expect(await problem(read)).toMatchObject({ status: 400, issues: [{ path: 'title' }] })
    for (const bytes of [256 * 1024 + 1, 3_000_000]) {
      const response = await request('POST', 'start', body(bytes))
      expect(await problem(response)).toEqual({ status: 413, reason: 'PAYLOAD_TOO_LARGE' })
    }
  })
})

describe('a path', () => {
  test.each([
    ['GET', 'nothing'],
    ['POST', 'Start'],
    ['POST', 'start/'],
    ['GET', `conversation/${ID}/messages/1`],
    ['GET', '..%2f..%2ftrpc%2fhealth'],
  ])('%s %s is nowhere', async (method, path) => {
    const request = await restAs(shared)
    expect(await problem(await request(method, path))).toEqual({
      status: 404,
      reason: 'NOT_FOUND',
    })
  })

  test.each([
    ['GET', 'start', 'POST'],
    ['PUT', 'send', 'POST'],
    ['DELETE', `conversation/${ID}/messages`, 'GET, HEAD'],
    ['POST', `conversation/${ID}`, 'GET, HEAD, PATCH, DELETE'],
    ['POST', `conversation/${ID}/events`, 'GET, HEAD'],
    ['DELETE', 'events', 'GET, HEAD'],
  ])('%s %s is told the methods that it has', async (method, path, allowed) => {
    const request = await restAs(shared)
    const response = await request(method, path)
    expect(response.headers.get('allow')).toBe(allowed)
    expect(await problem(response)).toEqual({ status: 405, reason: 'METHOD_NOT_ALLOWED' })
  })

  test('with malformed escapes is the caller’s fault', async () => {
    const request = await restAs(shared)
    expect((await problem(await request('GET', 'conversation/%E0%A4%A'))).status).toBe(400)
  })

  test('is open to pages of listed origins, changes included', async () => {
    await using api = await startApi({ corsOrigins: ['https://chat.example.com'] })
    const { status, headers } = await api.request(`/api/chat/conversation/${ID}`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://chat.example.com',
        'access-control-request-method': 'PATCH',
      },
    })
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-methods')).toBe('GET,POST,PATCH,DELETE')
  })
})
