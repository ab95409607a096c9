import { once } from 'node:events'
import type { Agent } from '@threadkeep/agents'
import { startRedis } from '@threadkeep/store/testing'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { redisStore, startApi } from '../support/api.ts'
import { rejectedWith } from '../support/rejection.ts'
import { startConversation } from '../support/started-conversation.ts'

const say = (text: string) => ({ type: 'text', text }) as const

test('a run whose pieces are damaged concerns its own conversation alone', async () => {
  await using redis = await startRedis()
  const saying = new AbortController()
  await using api = await startApi({
    store: redisStore(redis.url),
    agent: waitsFor(saying.signal),
  })
  const { conversation, conversationId } = await startConversation(api)
  const sent = conversation.send.mutate({ conversationId, content: say('hello') })
  const rejected = rejectedWith(sent)
  const raw = new Redis(redis.url)
  await expect.poll(() => raw.keys('*:pieces')).toHaveLength(1)
  const [pieces = ''] = await raw.keys('*:pieces')
  await raw.del(pieces)
  await raw.set(pieces, 'broken')
  raw.disconnect()
  saying.abort()

  // What is rejected and not waited for would end the process, and fails this test.
  expect(await rejected).toEqual({ status: 500, reason: 'DATA_LOSS' })
  const other = await startConversation(api)
  const reply = { conversationId: other.conversationId, content: say('hello') }
  expect(await other.conversation.send.mutate(reply)).toMatchObject({
    run: { status: 'completed' },
  })
})

/** Its second word only then, and its third one long after. */
function waitsFor(signal: AbortSignal): Agent {
  return {
    name: 'waiting',
    onInterrupted: 'restart',
    async *respond(turn) {
      yield { type: 'text', delta: 'one ' }
      if (signal.aborted) return
      await once(signal, 'abort')
      yield { type: 'text', delta: 'two ' }
      await once(turn.signal, 'abort')
    },
  }
}
