import { connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { RateLimitedError } from '../src/errors/errors.ts'
import { createBodyBudget } from '../src/rate-limit/body-budget.ts'
import { createInFlight } from '../src/rate-limit/in-flight.ts'
import { createRateLimit } from '../src/rate-limit/rate-limit.ts'
import { createRejectionPace } from '../src/rate-limit/rejection-pace.ts'
import { createRequestUsage } from '../src/rate-limit/request-usage.ts'
import { startApi } from './support/api.ts'
import { newOwner } from './support/owners.ts'
import { signToken } from './support/tokens.ts'

const HOUR_MS = 3_600_000

describe('rejections of an owner', () => {
  const rounded = (ms: number | undefined) => ms && Math.round((10 * ms) / HOUR_MS) / 10

  test('beyond a burst wait, each longer than the one before, up to a number of them', () => {
    const waitOf = createRejectionPace({ burst: 3, intervalMs: HOUR_MS, waiting: 2 })
    const owner = newOwner()
    // To the tenth of an hour: the clock goes on meanwhile.
    const waits = Array.from({ length: 7 }, () => rounded(waitOf(owner)))
    expect(waits).toEqual([0, 0, 0, 1, 2, undefined, undefined])
    expect(waitOf(newOwner())).toBe(0)
  })

  test('wait again when there is room, and are sent at once after a pause', async () => {
    const waitOf = createRejectionPace({ burst: 2, intervalMs: 1, waiting: 5 })
    const owner = newOwner()
    while (waitOf(owner) !== undefined);
    await expect.poll(() => waitOf(owner)).toBeDefined()
    await expect.poll(() => waitOf(owner)).toBe(0)
  })
})

describe('a request beyond the limit', () => {
  function usageOf(rejections: () => number | undefined, endConnection = () => {}) {
    const budgets = { inFlight: createInFlight(), bodies: createBodyBudget(), rejections }
    return createRequestUsage({ ...budgets, rateLimit: createRateLimit(1) }, endConnection)
  }

  test('waits once, whatever the number of its calls, and no longer than its client', async () => {
    let asked = 0
    const usage = usageOf(() => {
      asked += 1
      return HOUR_MS
    })
    const owner = newOwner()
    const [first, ...others] = Array.from({ length: 4 }, () => usage.begin(owner))
    ;(await first)?.()
    let ended = 0
    for (const other of others) other.catch(() => (ended += 1))
    await turn()
    expect([asked, ended]).toEqual([1, 0])
    usage.end()
    for (const other of others) await expect(other).rejects.toBeInstanceOf(RateLimitedError)
  })

  test('whose client has gone does not wait', async () => {
    const usage = usageOf(() => HOUR_MS)
    usage.end()
    const owner = newOwner()
    await usage.begin(owner)
    await expect(usage.begin(owner)).rejects.toBeInstanceOf(RateLimitedError)
  })
})

test('who repeats rejected calls at once is kept waiting', async () => {
  await using api = await startApi({ rateLimitPerMinute: 60 })
  const headers = { authorization: `Bearer ${await signToken(newOwner())}` }
  const startedAt = performance.now()
  const responses = await Promise.all(
    Array.from({ length: 100 }, () => api.request('/trpc/conversation.list', { headers })),
  )
  const counts = [200, 429].map((status) => responses.filter((r) => r.status === status).length)
  expect(counts).toEqual([60, 40])
  // Twenty at once, and twenty more a second.
  expect(performance.now() - startedAt).toBeGreaterThan(900)
})

describe('a flood of rejected calls of one user', () => {
  const CALLS = 300
  const paths = {
    'by tRPC': '/trpc/conversation.list',
    'by REST': '/api/chat/conversation/none',
    'of subscriptions, whose head is sent before they are rejected': '/trpc/conversation.watchList',
  }

  test.each(Object.entries(paths))(
    '%s: few wait, each other one costs a connection',
    async (_what, path) => {
      await using api = await startApi({ rateLimitPerMinute: 1 })
      const authorization = `Bearer ${await signToken(newOwner())}`
      const { hostname, port } = new URL(api.url)
      const connections = Array.from({ length: CALLS }, () => {
        const socket = connect(Number(port), hostname).setEncoding('utf8')
        const connection = { socket, received: '', isClosed: false }
        socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`)
        socket.on('data', (text) => (connection.received += text))
        socket.once('close', () => (connection.isClosed = true))
        return connection
      })
      const closed = () => connections.filter(({ isClosed }) => isClosed)
      const isRejected = ({ received }: { received: string }) => received.includes('RATE_LIMITED')
      // One is served, twenty are rejected at once, a hundred wait, and twenty a second have had their turn.
      await expect.poll(() => closed().length).toBeGreaterThan(100)
      expect(closed().every(isRejected)).toBe(true)
      await expect
        .poll(() => connections.filter(isRejected).length)
        .toBeGreaterThanOrEqual(CALLS - 101)
      expect(connections.some(({ isClosed }) => !isClosed)).toBe(true)
      if (!path.includes('watch')) {
        const announced = closed().filter(({ received }) => /^connection: close$/im.test(received))
        expect(announced).toEqual(closed())
      }
      for (const { socket } of connections) socket.destroy()
    },
  )
})
