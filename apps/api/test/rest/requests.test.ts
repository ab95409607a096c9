import { afterAll, describe, expect, test } from 'vitest'
import { startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { ID, invalid, JSON_TYPE, problem, restAs } from './support/requests.ts'

const shared = await startApi()
afterAll(() => shared[Symbol.asyncDispose]())

test('a client without tRPC has a conversation', async () => {
  const request = await restAs(shared)
  const started = await request('POST', 'start', '{"title":"Leave"}')
  expect(started.status).toBe(200)
  const { id } = JSON.parse(await started.text())
  const content = { type: 'text', text: 'Hello' }
  const sent = await request('POST', 'send', JSON.stringify({ conversationId: id, content }))
  expect(JSON.parse(await sent.text()).replies[0].content.text).toBe('You said: Hello')
  const submitted = { conversationId: id, actionId: 'rate', data: { rating: 5 } }
  const rated = await request('POST', 'card-action', JSON.stringify(submitted))
  expect(JSON.parse(await rated.text()).message.content).toEqual({
    type: 'cardAction',
    actionId: 'rate',
    data: { rating: 5 },
  })
  const page = await request('GET', `conversation/${id}/messages?limit=1&afterSeq=2`)
  expect(JSON.parse(await page.text())).toMatchObject({ items: [{ seq: 3 }], hasMore: true })
  expect((await request('PATCH', `conversation/${id}`, '{"title":"Travel"}')).status).toBe(200)
  const closed = await request('PATCH', `conversation/${id}/status`, '{"status":"completed"}')
  expect(JSON.parse(await closed.text())).toMatchObject({ title: 'Travel', status: 'completed' })
  const head = await request('HEAD', `conversation/${id}`)
  expect([head.status, await head.text()]).toEqual([200, ''])
  expect(await (await request('DELETE', `conversation/${id}`)).json()).toEqual({ deleted: true })
  expect(await problem(await request('GET', `conversation/${id}`))).toEqual({
    status: 404,
    reason: 'CONVERSATION_NOT_FOUND',
  })
})

describe('an idempotency key', () => {
  test('in the header is the one of the field, by tRPC too', async () => {
    const owner = newOwner()
    const request = await restAs(shared, owner)
    const header = { ...JSON_TYPE, 'idempotency-key': 'once' }
    const first = await (await request('POST', 'start', '{}', header)).json()
    expect(await (await request('POST', 'start', '{}', header)).json()).toEqual(first)
    const field = await request('POST', 'start', '{"idempotencyKey":"once"}')
    expect(await field.json()).toEqual(first)
    const { conversation } = await shared.as(owner)
    expect(await conversation.start.mutate({ idempotencyKey: 'once' })).toEqual(first)
    expect(await problem(await request('POST', 'start', '{"title":"x"}', header))).toMatchObject({
      status: 409,
      reason: 'IDEMPOTENCY_KEY_REUSED',
    })
  })

  test('is given in one place, and is not empty', async () => {
    const request = await restAs(shared)
    const both = request('POST', 'start', '{"idempotencyKey":"a"}', {
      ...JSON_TYPE,
      'idempotency-key': 'a',
    })
    expect(await problem(await both)).toEqual(
      invalid(400, 'idempotencyKey', 'must be given once, and not here'),
    )
    const empty = await request('POST', 'start', '{}', { ...JSON_TYPE, 'idempotency-key': '' })
    expect(await problem(empty)).toMatchObject({ issues: [{ path: 'idempotencyKey' }] })
  })
})

test('a key names one rename, status or delete by header and by field', async () => {
  const request = await restAs(shared)
  const { id } = JSON.parse(await (await request('POST', 'start', '{"title":"One"}')).text())
  const path = `conversation/${id}`
  const keyed = { ...JSON_TYPE, 'idempotency-key': 'k' }
  const body = async (response: Response) => JSON.parse(await response.text())

  await request('PATCH', path, '{"title":"Two"}', keyed)
  await request('PATCH', path, '{"title":"Three"}')
  const field = await request('PATCH', path, '{"title":"Two","idempotencyKey":"k"}')
  expect(await body(field)).toMatchObject({ title: 'Three', revision: 3 })

  await request('PATCH', `${path}/status`, '{"status":"completed"}', keyed)
  await request('PATCH', `${path}/status`, '{"status":"archived"}')
  const status = await request('PATCH', `${path}/status`, '{"status":"completed"}', keyed)
  expect(await body(status)).toMatchObject({ status: 'archived', revision: 5 })

  const key = { 'idempotency-key': 'k' }
  expect(await body(await request('DELETE', path, undefined, key))).toEqual({ deleted: true })
  expect((await request('DELETE', `${path}?idempotencyKey=k`)).status).toBe(200)
  expect((await request('DELETE', path)).status).toBe(404)
})

describe('a field', () => {
  test.each([
    ['nobody knows', 'POST', 'start', '{"titel":"x"}', 'titel', 'is not a known field'],
    ['of a prototype', 'POST', 'start', '{"__proto__":{}}', '__proto__', 'is not a known field'],
    [
      'of the path',
      'PATCH',
      `conversation/${ID}`,
      `{"conversationId":"${ID}","title":"x"}`,
      'conversationId',
      'must be given once, and not here',
    ],
    ['of a body in a query', 'POST', 'start?title=x', '{}', '', 'this path takes no query'],
    [
      'in the query of a read',
      'GET',
      `conversation/${ID}?tenantId=x`,
      undefined,
      'tenantId',
      'is not a known field',
    ],
    [
      'in the query of a delete',
      'DELETE',
      `conversation/${ID}?conversationId=x`,
      undefined,
      'conversationId',
      'must be given once, and not here',
    ],
    [
      'of a prototype in a query',
      'GET',
      `conversation/${ID}?__proto__=x`,
      undefined,
      '__proto__',
      'is not a known field',
    ],
    ['in the query of a watch', 'GET', 'events?x=1', undefined, 'x', 'is not a known field'],
    [
      'in the query of a watch of one conversation',
      'GET',
      `conversation/${ID}/events?tenantId=x`,
      undefined,
      'tenantId',
      'is not a known field',
    ],
    [
      'of the path in the query of a watch',
      'GET',
      `conversation/${ID}/events?conversationId=${ID}`,
      undefined,
      'conversationId',
      'must be given once, and not here',
    ],
    [
      'of a header in the query of a watch',
      'GET',
      'events?lastEventId=x',
      undefined,
      'lastEventId',
      'is given in the header Last-Event-ID',
    ],
    [
      'of content beside a card action',
      'POST',
      'card-action',
      `{"conversationId":"${ID}","actionId":"a","data":{},"content":{}}`,
      'content',
      'is not a known field',
    ],
    [
      'of a card action',
      'POST',
      'card-action',
      `{"conversationId":"${ID}","actionId":"a","data":[]}`,
      'data',
      'must be a JSON object',
    ],
    [
      'that is no id',
      'GET',
      'conversation/abc',
      undefined,
      'conversationId',
      'must be a conversation id',
    ],
    [
      'that is an escaped id',
      'GET',
      'conversation/a%2Fb',
      undefined,
      'conversationId',
      'must be a conversation id',
    ],
  ])('%s is rejected by name', async (_what, method, path, body, field, message) => {
    const request = await restAs(shared)
    expect(await problem(await request(method, path, body))).toEqual(invalid(400, field, message))
  })

  test.each(['', 'x', '0x10', '1e1', '+1', '1_0', ' 1', '01', '1.5', '-1', '101', '1&limit=2'])(
    'that is a number, given as “%s”, is rejected',
    async (limit) => {
      const request = await restAs(shared)
      const response = await request('GET', `conversation/${ID}/messages?limit=${limit}`)
      expect(await problem(response)).toMatchObject({ status: 400, issues: [{ path: 'limit' }] })
    },
  )
})
