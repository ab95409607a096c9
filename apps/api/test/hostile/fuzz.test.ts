import { randomInt } from 'node:crypto'
import { startRedis } from '@threadkeep/store/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientWith } from '../support/api.ts'
import { startBuiltServer } from '../support/built-server.ts'
import { readMetrics } from '../support/metrics.ts'
import { newOwner } from '../support/owners.ts'
import { SECRET, signToken } from '../support/tokens.ts'
import { createSender } from './fuzz/create-sender.ts'
import { requests } from './fuzz/requests.ts'

const SEED = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31))
const ROUNDS = process.env['FUZZ'] === 'long' ? 80 : 8
const REQUESTS_A_ROUND = 250
const AT_A_TIME = 16

/** Between two collections the heap grows by so much; a leak of 4 KB a request shows in a long run. */
const GROWTH_ALLOWED = 40 * 2 ** 20

test('whatever arrives, it is not our fault, and nothing of it stays in memory', async () => {
  await using redis = await startRedis()
  await using api = await startBuiltServer({
    NODE_ENV: 'production',
    REDIS_URL: redis.url,
    // An honest 503 of a machine that is busy elsewhere is not what is looked for.
    REDIS_COMMAND_TIMEOUT_MS: '20000',
    AUTH_JWT_SECRET: SECRET,
    RATE_LIMIT_PER_MINUTE: '1000000000',
    AGENT: 'echo',
  })
  const token = await signToken(newOwner(), { expiresIn: 3600 })
  const { conversation } = clientWith(api.url, token)
  const sender = createSender(api.url, token, AT_A_TIME)
  const statuses = new Map<number, number>()
  const heaps: number[] = []

  for (let round = 0; round < ROUNDS; round++) {
    const started = await Promise.all(
      Array.from({ length: 5 }, () => conversation.start.mutate({})),
    )
    const ids = started.map(({ id }) => id)
    await sendAll(fc.sample(requests(ids), { numRuns: REQUESTS_A_ROUND, seed: SEED + round }))
    heaps.push(await heapUsed())
  }
  sender.close()

  const counts = [...statuses].toSorted().map(([status, count]) => `${count} x ${status}`)
  const heap = heaps.map((bytes) => Math.round(bytes / 2 ** 20)).join(' ')
  console.log(`FUZZ_SEED=${SEED}: ${counts.join(', ')}; heap ${heap} MiB`)
  // Requests that are all rejected at the transport would prove nothing of what is behind it.
  expect(statuses.get(200)).toBeGreaterThan((ROUNDS * REQUESTS_A_ROUND) / 10)
  expect(api.output()).not.toMatch(/"level":"(error|fatal)"/)
  const half = heaps.length / 2
  const growth = Math.min(...heaps.slice(half)) - Math.min(...heaps.slice(0, half))
  expect(growth).toBeLessThan(GROWTH_ALLOWED)

  async function sendAll(all: Parameters<typeof sender.send>[0][]) {
    const next = all.values()
    const sendRest = async () => {
      for (const each of next) {
        const { status, body } = await sender.send(each)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (status >= 500 || /node_modules|\.[jt]s:\d/.test(body)) {
          throw new Error(`FUZZ_SEED=${SEED}: ${JSON.stringify(each)} got ${status} ${body}`)
        }
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, sendRest))
  }

  async function heapUsed(): Promise<number> {
    const metrics = await readMetrics({ request: (path) => fetch(api.url + path) })
    return metrics.get('nodejs_heap_size_used_bytes') ?? Number.NaN
  }
}, 300_000)
