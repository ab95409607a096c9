import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isStoreError } from '../../src/errors.ts'
import { text } from '../../testing/conformance/support/samples.ts'
import { newOwner, openStore, type RawRedis, startRawRedis } from './support.ts'

/*
 * The Redis client's errors hold the command that failed: a password, the text of a message. What
 * leaves the store may be printed by anybody, so it holds neither.
 */

const SECRET = 'canary-b1946ac9'

let redis: RawRedis

beforeAll(async () => {
  redis = await startRawRedis()
})

afterAll(async () => {
  await redis?.[Symbol.asyncDispose]()
})

async function failureOf(call: Promise<unknown>): Promise<Error> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isStoreError(error)) throw new Error(`not an error of the store: ${inspect(error)}`)
  return error
}

function everythingIn(error: Error): string {
  return `${inspect(error, { depth: null, showHidden: true })}${JSON.stringify(error)}`
}

describe('an error of the store', () => {
  it('that is a bug holds nothing of the call', async () => {
    await using server = await startRawRedis({ 'rename-command': 'LLEN ""' })
    await using store = disposable(openStore(server.url))
    const mine = store.forOwner(newOwner())
    const { id } = (await mine.start()).conversation
    const error = await failureOf(mine.append(id, { messages: [text(SECRET)] }))
    expect(error).toMatchObject({ reason: 'INTERNAL', name: 'StoreInternalError' })
    expect(error).toMatchObject({ detail: expect.stringContaining('ERR') })
    expect(everythingIn(error)).not.toContain(SECRET)
  })

  it('that is an outage holds nothing of the call', async () => {
    await using server = await startRawRedis()
    await using store = disposable(openStore(server.url, { commandTimeoutMs: 300 }))
    const mine = store.forOwner(newOwner())
    const { id } = (await mine.start()).conversation
    await server.raw.config('SET', 'maxmemory', '1')
    const full = await failureOf(mine.append(id, { messages: [text(SECRET)] }))
    expect(full).toMatchObject({ reason: 'STORE_UNAVAILABLE', outcome: 'not_applied' })
    expect(full).toMatchObject({ detail: expect.stringContaining('OOM') })
    expect(everythingIn(full)).not.toContain(SECRET)
  })

  it('of a rejected password holds neither it nor the call, and the observer learns why', async () => {
    await using server = await startRawRedis()
    await server.raw.config('SET', 'requirepass', 'right')
    const events: unknown[] = []
    const url = server.url.replace('redis://', `redis://:${SECRET}@`)
    await using store = disposable(
      openStore(url, { commandTimeoutMs: 300 }, { observe: (event) => events.push(event) }),
    )
    const error = await failureOf(store.forOwner(newOwner()).start({ title: SECRET }))
    expect(error).toMatchObject({ reason: 'STORE_UNAVAILABLE' })
    expect(everythingIn(error)).not.toContain(SECRET)
    expect(inspect(events, { depth: null })).toContain('WRONGPASS')
    expect(inspect(events, { depth: null })).not.toContain(SECRET)
  })
})

function disposable<Store extends { close(): Promise<void> }>(store: Store) {
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() })
}
