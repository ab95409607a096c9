import { DEFAULT_LIMITS } from '@threadkeep/shared'
import { testRedis } from '@threadkeep/store/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Api, redisStore, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { allPages, anyHistory, type Step } from './support/all-pages.ts'
import { restTransport, trpcTransport } from './support/transports.ts'

const LIMITS = { ...DEFAULT_LIMITS, messagesPerConversation: 5, conversationsPerUser: 3 }

/** The statuses that both responded with. */
async function compare(api: Api, steps: Step[]): Promise<number[]> {
  const byTrpc = await allPages(api, await trpcTransport(api, newOwner()), steps)
  const byRest = await allPages(api, await restTransport(api, newOwner()), steps)
  expect(byRest).toEqual(byTrpc)
  return byRest.results.map(({ status }) => status)
}

const distinct = (statuses: number[]) => [...new Set(statuses)].sort()

test('any sequence of calls has the same results by REST and by tRPC, and leaves the same behind', async () => {
  await using api = await startApi({ limits: LIMITS })
  const statuses: number[] = []
  await fc.assert(
    fc.asyncProperty(anyHistory, async (steps) => {
      statuses.push(...(await compare(api, steps)))
    }),
    { numRuns: 12, endOnFailure: true },
  )
  // Which rejections chance meets is chance; the story below meets them all.
  expect(distinct(statuses)).toEqual(expect.arrayContaining([200, 404]))
})

test('a whole story with every rejection is the same in Redis as well', async () => {
  const text = { type: 'text', text: 'hello' }
  const rate = { type: 'cardAction', actionId: 'rate', data: { rating: 5 } }
  const story: Step[] = [
    { procedure: 'start', input: { title: 'One', metadata: { a: [1] }, idempotencyKey: 'a' } },
    { procedure: 'start', input: { title: 'One', metadata: { a: [1] }, idempotencyKey: 'a' } },
    { procedure: 'start', input: { title: 'Two', idempotencyKey: 'a' } },
    { procedure: 'start', input: { title: 'x'.repeat(300_000) } },
    { procedure: 'start', input: {} },
    { procedure: 'start', input: {}, anonymous: true },
    { procedure: 'send', conversation: 0, input: { content: text, idempotencyKey: 'b' } },
    { procedure: 'send', conversation: 0, input: { content: text, idempotencyKey: 'b' } },
    { procedure: 'send', conversation: 0, input: { content: rate, idempotencyKey: 'b' } },
    { procedure: 'send', conversation: 0, input: { content: rate, expectedRevision: 1 } },
    { procedure: 'send', conversation: 0, input: { content: rate, expectedRevision: 3 } },
    { procedure: 'send', conversation: 0, input: { content: text } },
    { procedure: 'send', conversation: 0, input: { content: text } },
    { procedure: 'send', conversation: 9, input: { content: text } },
    { procedure: 'messages', conversation: 0, input: { limit: 2, afterSeq: 1 } },
    { procedure: 'regenerate', conversation: 0, input: { idempotencyKey: 'r' } },
    { procedure: 'regenerate', conversation: 0, input: { idempotencyKey: 'r' } },
    { procedure: 'regenerate', conversation: 1, input: {} },
    { procedure: 'edit', conversation: 0, input: { seq: 1, content: rate } },
    { procedure: 'edit', conversation: 0, input: { seq: 2, content: rate } },
    { procedure: 'send', conversation: 0, input: { content: text, idempotencyKey: 'b' } },
    { procedure: 'redact', conversation: 0, input: { seq: 1 } },
    { procedure: 'redact', conversation: 0, input: { seq: 7 } },
    { procedure: 'rename', conversation: 1, input: { title: 'Two', expectedRevision: 9 } },
    { procedure: 'rename', conversation: 1, input: { title: 'Two' } },
    { procedure: 'setStatus', conversation: 1, input: { status: 'archived' } },
    {
      procedure: 'setMetadata',
      conversation: 1,
      input: { metadata: { a: 1 }, expectedRevision: 9 },
    },
    { procedure: 'setMetadata', conversation: 1, input: { metadata: { a: 1 } } },
    { procedure: 'send', conversation: 1, input: { content: text } },
    { procedure: 'list', input: { limit: 1 } },
    { procedure: 'list', followsCursor: true, input: { status: 'active' } },
    { procedure: 'list', followsCursor: true, input: {} },
    { procedure: 'start', input: { title: 'Three' } },
    { procedure: 'start', input: { title: 'One too many' } },
    { procedure: 'delete', conversation: 2, input: {} },
    { procedure: 'get', conversation: 2, input: {} },
    { procedure: 'get', conversation: 0, input: {} },
  ]
  await using redis = await testRedis()
  await using api = await startApi({
    limits: LIMITS,
    store: redisStore(redis.url, { limits: LIMITS }),
  })
  expect(distinct(await compare(api, story))).toEqual([200, 400, 401, 404, 409, 412, 413])
})

test('erasing all leaves nothing by either way', async () => {
  await using api = await startApi()
  const steps: Step[] = [
    { procedure: 'start', input: { title: 'One' } },
    { procedure: 'eraseAll', input: { confirm: false } },
    { procedure: 'eraseAll', input: { confirm: true } },
    { procedure: 'list', input: {} },
  ]
  expect(await compare(api, steps)).toEqual([200, 400, 200, 200])
})
