import { setTimeout as pause } from 'node:timers/promises'
import type { Agent } from '@threadkeep/agents'
import { startProxy, startRedis } from '@threadkeep/store/testing'
import { expect, test, vi } from 'vitest'
import { redisStore, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { rejection } from '../support/rejection.ts'

const text = (said: string) => ({ type: 'text', text: said }) as const

test('a reply whose agent asks for the history in an outage is given after it', async () => {
  await using redis = await startRedis()
  await using proxy = await startProxy({ port: redis.port })
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const agent: Agent = {
    name: 'counts',
    onInterrupted: 'fail',
    async *respond({ history }) {
      proxy.refuse()
      proxy.cutAll()
      yield { type: 'text', delta: `after ${(await history({ limit: 10 })).length}` }
      await released
    },
  }
  await using api = await startApi({ store: redisStore(proxy.url), agent })
  const { conversation } = await api.as(newOwner())
  const { id: conversationId } = await conversation.start.mutate({})
  // Who waits is told of the outage; the run goes on.
  const message = { conversationId, content: text('Hello'), idempotencyKey: 'hello' }
  const sent = rejection(conversation.send.mutate(message))
  expect(await sent).toMatchObject({ data: { reason: 'STORE_UNAVAILABLE' } })
  await proxy.accept()
  // After the outage a repeat waits for the reply, and is not told of the outage again.
  const repeat = await vi.waitFor(
    async () => {
      await conversation.messages.query({ conversationId })
      return conversation.send.mutate({ ...message, wait: false })
    },
    { timeout: 10_000 },
  )
  expect(repeat.replayed).toBe(true)
  const repeated = conversation.send.mutate(message)
  const isEarly = Promise.race([repeated.then(() => 'ended'), pause(500, 'waits')])
  expect(await isEarly).toBe('waits')
  release()
  expect((await repeated).replies.map(({ content }) => content)).toEqual([text('after 1')])
  const said = () =>
    conversation.messages.query({ conversationId }).then(
      ({ items }) => items.map(({ content }) => content),
      () => [],
    )
  await expect.poll(said, { timeout: 10_000 }).toEqual([text('Hello'), text('after 1')])
})
