import type { Agent } from '@threadkeep/agents'
import { startProxy, startRedis } from '@threadkeep/store/testing'
import { expect, test } from 'vitest'
import { redisStore, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { rejection } from '../support/rejection.ts'

const text = (said: string) => ({ type: 'text', text: said }) as const

test('a reply whose agent asks for the history in an outage is given after it', async () => {
  await using redis = await startRedis()
  await using proxy = await startProxy({ port: redis.port })
  const agent: Agent = {
    name: 'counts',
    onInterrupted: 'fail',
    async *respond({ history }) {
      proxy.refuse()
      proxy.cutAll()
      yield { type: 'text', delta: `after ${(await history({ limit: 10 })).length}` }
    },
  }
  await using api = await startApi({ store: redisStore(proxy.url), agent })
  const { conversation } = await api.as(newOwner())
  const { id: conversationId } = await conversation.start.mutate({})
  // Who waits is told of the outage; the run goes on.
  const sent = rejection(conversation.send.mutate({ conversationId, content: text('Hello') }))
  expect(await sent).toMatchObject({ data: { reason: 'STORE_UNAVAILABLE' } })
  await proxy.accept()
  const said = () =>
    conversation.messages.query({ conversationId }).then(
      ({ items }) => items.map(({ content }) => content),
      () => [],
    )
  await expect.poll(said, { timeout: 10_000 }).toEqual([text('Hello'), text('after 1')])
})
