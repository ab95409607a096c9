import { type FaultProxy, startProxy, startRedis } from '@threadkeep/store/testing'
import { describe, expect, test, vi } from 'vitest'
import { clientWith, SECRET } from './support/api.ts'
import { PATIENCE, startBuiltServer } from './support/built-server.ts'
import { newOwner } from './support/owners.ts'
import { refusedWith } from './support/refusal.ts'
import { signToken } from './support/tokens.ts'

const PRODUCTION = { NODE_ENV: 'production', AUTH_JWT_SECRET: SECRET }

describe('SIGTERM', () => {
  /** A server, and calls of it that wait for Redis. */
  async function startWithCallsInFlight(proxy: FaultProxy, deadlineMs: number) {
    const api = await startBuiltServer({
      ...PRODUCTION,
      REDIS_URL: proxy.url,
      REDIS_COMMAND_TIMEOUT_MS: String(deadlineMs),
    })
    const { conversation } = clientWith(api.url, await signToken(newOwner()))
    await conversation.list.query()
    const before = proxy.counters.requestBytes
    await conversation.list.query()
    const bytesPerCall = proxy.counters.requestBytes - before

    proxy.inject({ kind: 'hold-replies' })
    const held = proxy.counters.requestBytes
    const calls = Array.from({ length: 20 }, () => conversation.list.query())
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

  test('while Redis hangs answers what is in flight with 503, and ends with 0', async () => {
    await using redis = await startRedis()
    await using proxy = await startProxy(redis)
    const { api, calls } = await startWithCallsInFlight(proxy, 2000)
    await using _ended = api
    const refusals = Promise.all(calls.map(refusedWith))
    expect(await api.end('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(await refusals).toEqual(calls.map(() => ({ status: 503, reason: 'STORE_UNAVAILABLE' })))
  })
})
