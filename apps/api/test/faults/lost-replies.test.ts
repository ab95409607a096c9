import {
  type FaultProxy,
  type RedisServer,
  startProxy,
  startRedis,
} from '@threadkeep/store/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Api, redisStore, startApi } from '../support/api.ts'
import { newOwner } from '../support/owners.ts'
import { rejectedWith, rejection } from '../support/rejection.ts'
import { PATIENCE } from './support/healing.ts'
import { type Calls, MUTATIONS, text, words } from './support/mutations.ts'

/*
 * Redis executes the change, and the connection is lost before the reply. Every mutation of the
 * API, with one reply lost, and with every reply lost until the deadline.
 */

let redis: RedisServer
let proxy: FaultProxy
/** Reaches Redis through the proxy. Its agent is the echo. */
let api: Api
/** The same, with time enough to come back to Redis on a busy machine. */
let patient: Api
/** Sees what Redis holds, past the proxy. */
let witness: Api

beforeAll(async () => {
  redis = await startRedis()
  proxy = await startProxy(redis)
  api = await startApi({ store: redisStore(proxy.url, { commandTimeoutMs: 1000 }) })
  patient = await startApi({ store: redisStore(proxy.url, { commandTimeoutMs: 10_000 }) })
  witness = await startApi({ store: redisStore(redis.url) })
  // The reply lost is to be that of the change, not of a script that Redis has not loaded yet.
  for (const { make } of MUTATIONS) {
    const { mine } = await callers()
    await make(mine, await someId(mine))
  }
})

afterAll(async () => {
  for (const each of [api, patient, witness, proxy, redis]) await each?.[Symbol.asyncDispose]()
})

async function callers(through = api) {
  const owner = newOwner()
  const { conversation: mine } = await through.as(owner)
  const { conversation: seen } = await witness.as(owner)
  return { mine, seen }
}

async function someId(mine: Calls): Promise<string> {
  const { id } = await mine.start.mutate({ title: 'first' })
  return id
}

function loseReplies(times: number): void {
  proxy.inject({ kind: 'cut-reply', when: (request) => request.includes('evalsha'), times })
}

async function connected(mine: Calls): Promise<void> {
  await vi.waitFor(() => mine.list.query({}), PATIENCE)
}

describe.each(MUTATIONS)('$name', ({ make, again, leaves, expected }) => {
  test('with its reply lost succeeds, and is made once', async () => {
    const { mine, seen } = await callers(patient)
    const id = await someId(seen)
    await connected(mine)
    loseReplies(1)
    await make(mine, id)
    expect(await leaves(seen, id)).toEqual(expected)
  })

  test('with every reply lost has an unknown outcome, was made once, and may be repeated', async () => {
    const { mine, seen } = await callers()
    const id = await someId(seen)
    await connected(mine)
    loseReplies(Number.POSITIVE_INFINITY)
    const { data } = await rejection(make(mine, id))
    proxy.heal()
    expect(data).toMatchObject({ reason: 'STORE_UNAVAILABLE', outcome: 'unknown' })
    await connected(mine)
    if (again === 'the same') await make(mine, id)
    else expect(await rejectedWith(make(mine, id))).toMatchObject({ reason: again })
    expect(await leaves(seen, id)).toEqual(expected)
  })
})

test('send: a lost reply to storing the agent’s message is not a second message either', async () => {
  const { mine, seen } = await callers(patient)
  const conversationId = await someId(seen)
  await connected(mine)
  let scripts = 0
  proxy.inject({
    kind: 'cut-reply',
    when: (request) => request.includes('evalsha') && scripts++ === 1,
    times: 1,
  })
  const sent = await mine.send.mutate({ conversationId, content: text('hello') })
  expect(sent.replies[0]).toMatchObject({ content: text('You said: hello') })
  expect(scripts).toBe(2)
  expect(await words(seen, conversationId)).toEqual(['hello', 'You said: hello'])
})
