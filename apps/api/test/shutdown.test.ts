import { once } from 'node:events'
import { createServer } from 'node:http'
import { type FaultProxy, startProxy, startRedis } from '@threadkeep/store/testing'
import { describe, expect, test, vi } from 'vitest'
import { shutDown } from '../src/shutdown.ts'
import { clientWith, memoryStore, urlOf } from './support/api.ts'
import { PATIENCE, startBuiltServer } from './support/built-server.ts'
import { logLines } from './support/log-lines.ts'
import { newOwner } from './support/owners.ts'
import { rejectedWith } from './support/rejection.ts'
import { SECRET, signToken } from './support/tokens.ts'

const IN_MEMORY = { AUTH_JWT_SECRET: SECRET }
const PRODUCTION = { ...IN_MEMORY, NODE_ENV: 'production' }

async function userOf(url: string) {
  return clientWith(url, await signToken(newOwner())).conversation
}

describe('SIGTERM', () => {
  /** A server, and calls of it that wait for Redis. */
  async function startWithCallsInFlight(proxy: FaultProxy, deadlineMs: number) {
    const api = await startBuiltServer({
      ...PRODUCTION,
      REDIS_URL: proxy.url,
      REDIS_COMMAND_TIMEOUT_MS: String(deadlineMs),
    })
    // A user's lists wait for one another, so each of these is another user's.
    const [first = await userOf(api.url), ...others] = await Promise.all(
      Array.from({ length: 20 }, () => userOf(api.url)),
    )
    await first.list.query()
    const sizes: number[] = []
    for (let n = 0; n < 5; n++) {
      const before = proxy.counters.requestBytes
      await first.list.query()
      sizes.push(proxy.counters.requestBytes - before)
    }
    // Probes of the store's health come in between.
    const bytesPerCall = Math.min(...sizes)

    proxy.inject({ kind: 'hold-replies' })
    const held = proxy.counters.requestBytes
    const calls = [first, ...others].map((conversation) => conversation.list.query())
    await vi.waitFor(() => {
      expect(proxy.counters.requestBytes - held).toBeGreaterThanOrEqual(20 * bytesPerCall)
    }, PATIENCE)
    return { api, calls }
  }

  test('lets what is in flight finish, then ends with 0', async () => {
    await using redis = await startRedis()
    await using proxy = await startProxy(redis)
    const { api, calls } = await startWithCallsInFlight(proxy, 15_000)
    await using _ended = api
    const ended = api.end('SIGTERM')
    await vi.waitFor(() => expect(api.output()).toContain('SIGTERM: finishing'), PATIENCE)
    await expect(fetch(`${api.url}/livez`)).rejects.toThrow('fetch failed')
    proxy.heal()
    const healedAt = performance.now()
    expect(await Promise.all(calls)).toEqual(calls.map(() => ({ items: [], nextCursor: null })))
    expect(await ended).toEqual({ code: 0, signal: null })
    // Not by the deadline that cuts off what is left: the clients' idle connections are closed.
    expect(performance.now() - healedAt).toBeLessThan(5000)
  })

  test('while Redis hangs responds with 503 to what is in flight, and ends with 0', async () => {
    await using redis = await startRedis()
    await using proxy = await startProxy(redis)
    const { api, calls } = await startWithCallsInFlight(proxy, 2000)
    await using _ended = api
    const rejections = Promise.all(calls.map(rejectedWith))
    expect(await api.end('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(await rejections).toEqual(
      calls.map(() => ({ status: 503, reason: 'STORE_UNAVAILABLE' })),
    )
  })
})

describe('with a delay for load balancers', () => {
  test('it is not ready at once, goes on serving what still comes, then ends with 0', async () => {
    await using api = await startBuiltServer({ ...IN_MEMORY, SHUTDOWN_DELAY_SECONDS: '4' })
    const ended = api.end('SIGTERM')
    await vi.waitFor(() => expect(api.output()).toContain('SIGTERM: finishing'), PATIENCE)

    const ready = await fetch(`${api.url}/readyz`)
    expect(ready.status).toBe(503)
    expect(ready.headers.get('connection')).toBe('close')
    const stopping = expect.stringContaining('being stopped')
    const warnings = expect.arrayContaining([stopping])
    expect(await ready.json()).toMatchObject({ status: 'unhealthy', warnings })
    expect((await fetch(`${api.url}/livez`)).status).toBe(200)
    const list = await clientWith(api.url, await signToken(newOwner())).conversation.list.query()
    expect(list.items).toEqual([])

    expect(await ended).toEqual({ code: 0, signal: null })
    await expect(fetch(`${api.url}/livez`)).rejects.toThrow('fetch failed')
  })
})

describe('past the deadline', () => {
  test('what is left is cut off, and the store closed', async () => {
    const server = createServer(() => {
      // Never gets a response.
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const requested = once(server, 'request')
    const request = fetch(urlOf(server)).catch((error: Error) => error.message)
    await requested

    const store = memoryStore()
    const stopping = new AbortController()
    const handOver = new AbortController()
    const runs = { idle: () => Promise.resolve() }
    const times = { delayMs: 0, deadlineMs: 100 }
    expect(await shutDown({ server, store, stopping, handOver, runs }, times)).toBe(1)
    expect(await request).toBe('fetch failed')
    expect(stopping.signal.aborted).toBe(true)
    expect((await store.health()).status).toBe('unhealthy')
  })
})

test('a rejection that nobody handles ends the process with 1, and one line that says why', async () => {
  await using api = await startBuiltServer({ ...IN_MEMORY, ...preload(REJECTS_ON_SIGNAL) })
  expect(await api.end('SIGUSR2')).toEqual({ code: 1, signal: null })
  const last = logLines(api.output()).at(-1)
  expect(last).toMatchObject({ level: 'fatal', msg: 'stopping after an unexpected error' })
  expect(last.err).toMatchObject({ name: 'TypeError', message: 'a bug at redis://***@host' })
  expect(last.err.stack).toContain('TypeError')
  expect(api.output()).not.toContain('canary')
})

/** As a Redis client's errors do, it carries a password, and the command with its texts. */
const REJECTS_ON_SIGNAL = `
  process.on('SIGUSR2', () => {
    const error = new TypeError('a bug at redis://user:canary-password@host')
    Promise.reject(Object.assign(error, { command: { args: ['canary-text'] } }))
  })`

/** Has the server run something else before it starts. */
function preload(source: string) {
  const module = Buffer.from(source).toString('base64')
  return { NODE_OPTIONS: `--import=data:text/javascript;base64,${module}` }
}
