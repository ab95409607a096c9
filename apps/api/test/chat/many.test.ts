import type { Owner } from '@threadkeep/shared'
import {
  type FaultProxy,
  type RedisServer,
  startProxy,
  startRedis,
} from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, redisStore, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { signToken } from '../support/tokens.ts'

let redis: RedisServer
let proxy: FaultProxy
let raw: Redis
let api: Api
beforeAll(async () => {
  redis = await startRedis()
  proxy = await startProxy(redis)
  raw = new Redis(redis.url)
  api = await startApi({ store: redisStore(proxy.url) })
})
afterAll(async () => {
  await api?.[Symbol.asyncDispose]()
  raw?.disconnect()
  await proxy?.stop()
  await redis?.stop()
})

async function post(owner: Owner, path: string, body: object) {
  const response = await api.request(path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await signToken(owner)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

async function startMany(count: number) {
  const owner = newOwner()
  const { conversation } = await api.as(owner)
  const started = Array.from({ length: count }, () => conversation.start.mutate({}))
  const ids = (await Promise.all(started)).map(({ id }) => id)
  return { owner, conversation, ids }
}

test('a damaged one, and one of another user or tenant, keep no other from its change', async () => {
  const { owner, conversation, ids } = await startMany(4)
  const ofUser = await (await api.as({ ...owner, userId: 'other' })).conversation.start.mutate({})
  const ofTenant = await (await api.as({ ...owner, tenantId: 'other' })).conversation.start.mutate(
    {},
  )
  const [damaged = '', ...whole] = ids
  const [key = ''] = await raw.keys(`*${damaged}`)
  await raw.hset(key, 'record', 'broken')
  const conversationIds = [...whole.slice(0, 1), damaged, ofUser.id, ofTenant.id, ...whole.slice(1)]

  const input = { conversationIds, status: 'archived', idempotencyKey: 'k' }
  const changed = await post(owner, '/api/chat/set-status-many', input)
  const [absent, done] = ['CONVERSATION_NOT_FOUND', null]
  const reasons = [done, 'DATA_LOSS', absent, absent, done, done]
  expect(changed.body.results).toMatchObject(
    conversationIds.map((conversationId, at) => ({ conversationId, reason: reasons[at] })),
  )
  // What is damaged can be deleted.
  const deleted = await post(owner, '/api/chat/delete-many', { conversationIds })
  expect(deleted.body.results).toMatchObject(
    [done, done, absent, absent, done, done].map((reason) => ({ reason, conversation: null })),
  )
  expect((await conversation.list.query()).items).toEqual([])
  for (const { id, userId, tenantId } of [ofUser, ofTenant]) {
    const theirs = (await api.as({ userId, tenantId })).conversation
    expect(await theirs.get.query({ conversationId: id })).toMatchObject({ status: 'active' })
  }
})

test('an outage in the middle is told of the whole, and a repeat with the key goes on', async () => {
  const { owner, conversation, ids } = await startMany(25)
  const input = { conversationIds: ids, idempotencyKey: 'k' }
  let sent = 0
  // Commands that are sent together come together: the first are made, and replied to.
  proxy.inject({
    kind: 'cut-reply',
    when: (request) => /evalsha/i.test(request.toString('latin1')) && ++sent > 1,
    times: Number.POSITIVE_INFINITY,
  })
  const { status, body } = await post(owner, '/api/chat/delete-many', input)
  proxy.heal()
  expect(status).toBe(503)
  expect(body.error).toMatchObject({ reason: 'STORE_UNAVAILABLE', outcome: 'unknown' })
  const repeat = async () => (await post(owner, '/api/chat/delete-many', input)).body.results
  await expect
    .poll(repeat, { timeout: 10_000 })
    .toEqual(ids.map((conversationId) => ({ conversationId, conversation: null, reason: null })))
  expect((await conversation.list.query()).items).toEqual([])
})
