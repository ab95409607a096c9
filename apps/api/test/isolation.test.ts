import type { Owner } from '@threadkeep/shared'
import { testRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { type Api, redisStore, startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { rejection } from './support/rejection.ts'

/** Each pair for an Ada of a tenant of its own. */
const PAIRS: [string, (ada: Owner) => [Owner, Owner]][] = [
  ['two users of one tenant', (ada) => [ada, { ...ada, userId: 'grace' }]],
  ['one user id in two tenants', (ada) => [ada, newOwner(ada.userId)]],
  [
    'ids that join to the same text',
    ({ tenantId }) => [
      { tenantId: `${tenantId}:a`, userId: 'b' },
      { tenantId, userId: 'a:b' },
    ],
  ],
]

async function expectIsolated(api: Api, mine: Owner, theirs: Owner) {
  const { conversation } = await api.as(mine)
  const { conversation: stranger } = await api.as(theirs)
  const { id: conversationId } = await conversation.start.mutate({
    title: 'Private',
    idempotencyKey: 'key',
  })
  const content = { type: 'text', text: 'For my eyes only' } as const
  await conversation.send.mutate({ conversationId, content, idempotencyKey: 'key' })
  const before = await conversation.messages.query({ conversationId })
  const { nextCursor } = await conversation.list.query({ limit: 1 })
  expect(nextCursor).toBeNull()

  const unknown = await rejection(
    stranger.get.query({ conversationId: '019a0000-0000-7000-8000-000000000000' }),
  )
  const attempts = [
    stranger.get.query({ conversationId }),
    stranger.messages.query({ conversationId }),
    stranger.send.mutate({ conversationId, content, idempotencyKey: 'key' }),
    stranger.setStatus.mutate({ conversationId, status: 'archived' }),
    stranger.rename.mutate({ conversationId, title: 'Mine now' }),
    stranger.setMetadata.mutate({ conversationId, metadata: { mine: true } }),
    stranger.delete.mutate({ conversationId }),
  ]
  for (const { message, data } of await Promise.all(attempts.map(rejection))) {
    const { path: _path, requestId: _requestId, ...rest } = data ?? {}
    // To the last byte what an id gets that nobody has.
    expect({ message, ...rest }).toEqual({
      message: unknown.message,
      code: unknown.data?.code,
      httpStatus: unknown.data?.httpStatus,
      reason: unknown.data?.reason,
    })
  }
  expect((await stranger.list.query()).items).toEqual([])
  expect(await stranger.eraseAll.mutate({ confirm: true })).toEqual({
    conversations: 0,
    messages: 0,
  })
  const theirOwn = await stranger.start.mutate({ title: 'Theirs', idempotencyKey: 'key' })
  expect(theirOwn.id).not.toBe(conversationId)

  expect(await conversation.messages.query({ conversationId })).toEqual(before)
  const { items } = await conversation.list.query()
  expect(items.map(({ id, title, status }) => ({ id, title, status }))).toEqual([
    { id: conversationId, title: 'Private', status: 'active' },
  ])
  return { mine: conversationId, theirs: theirOwn.id }
}

/** Every key in which one of the tenants is named, with its hash tag and its time to live. */
async function rawKeys(url: string, tenants: string[]) {
  const redis = new Redis(url)
  try {
    const keys: string[] = await redis.keys('*')
    const ours = keys.filter((key) => tenants.some((tenant) => key.includes(tenant)))
    return await Promise.all(
      ours.map(async (key) => ({
        key,
        tag: /^[^{}]*\{([^{}]+)\}[^{}]*$/.exec(key)?.[1],
        ttl: await redis.ttl(key),
      })),
    )
  } finally {
    redis.disconnect()
  }
}

describe('in memory', () => {
  test.each(PAIRS)('%s never meet', async (_what, pairWith) => {
    const [mine, theirs] = pairWith(newOwner('ada'))
    await using api = await startApi()
    await expectIsolated(api, mine, theirs)
  })
})

describe('in Redis', () => {
  test.each(PAIRS)('%s never meet, in the keys neither', async (_what, pairWith) => {
    const [mine, theirs] = pairWith(newOwner('ada'))
    await using redis = await testRedis()
    await using api = await startApi({ store: redisStore(redis.url) })
    const ids = await expectIsolated(api, mine, theirs)

    const keys = await rawKeys(redis.url, [mine.tenantId, theirs.tenantId])
    expect(keys.filter(({ ttl }) => ttl <= 0)).toEqual([])
    const tagsOf = (id: string) => [
      ...new Set(keys.filter(({ key }) => key.includes(id)).map(({ tag }) => tag)),
    ]
    const [myTag, ...moreOfMine] = tagsOf(ids.mine)
    const [theirTag, ...moreOfTheirs] = tagsOf(ids.theirs)
    expect([moreOfMine, moreOfTheirs]).toEqual([[], []])
    expect(myTag).not.toBe(theirTag)
    // Nothing of either lies outside of their tags.
    expect(new Set(keys.map(({ tag }) => tag))).toEqual(new Set([myTag, theirTag]))
  })
})
