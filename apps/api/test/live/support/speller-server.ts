/**
 * The server as main.ts puts it together, with an agent that says `w0 w1 w2 ...` at a steady pace: what
 * was said can be told from any part of it. A message is `<words> <ms between them>`.
 */
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Agent, AgentEvent } from '@threadkeep/agents'
import { createStore } from '@threadkeep/store'
import { createAuth } from '../../../src/auth/create-auth.ts'
import { createHealthReporter } from '../../../src/health/health-report.ts'
import { createLogger } from '../../../src/observability/log.ts'
import { createRegistry } from '../../../src/observability/metrics/registry.ts'
import { measureRuns } from '../../../src/observability/metrics/run-metrics.ts'
import { createRuns } from '../../../src/runs/runs.ts'
import { createServer } from '../../../src/server.ts'
import { shutDown } from '../../../src/shutdown.ts'
import { redisConfig, SECRET_AUTH, urlOf } from '../../support/api.ts'

const { REDIS_URL = '', ON_INTERRUPTED = 'restart', AGENT_TIMEOUT_MS = '60000' } = process.env
const { GREETING = '' } = process.env

async function* spell(order: string, signal: AbortSignal): AsyncGenerator<AgentEvent> {
  const [words = 0, ms = 0] = order.split(' ').map(Number)
  for (let word = 0; word < words; word++) {
    await pause(ms, undefined, { signal })
    yield { type: 'text', delta: `w${word} ` }
  }
}

const speller: Agent = {
  name: 'speller',
  onInterrupted: ON_INTERRUPTED === 'fail' ? 'fail' : 'restart',
  async *respond({ message, signal }) {
    const { content } = message
    try {
      yield* spell(content.type === 'text' ? content.text : '', signal)
    } finally {
      if (signal.aborted) process.stdout.write(`aborted ${message.id}\n`)
    }
  },
  ...(GREETING !== '' && { greet: ({ signal }) => spell(GREETING, signal) }),
}

const config = redisConfig(REDIS_URL)
const log = createLogger('info')
const registry = createRegistry('1.2.3')
const [stopping, handOver] = [new AbortController(), new AbortController()]
const store = createStore(config, {
  onOrphanedRun: (conversations, id) => runs.takeOver(conversations, id),
})
const runs = createRuns({
  agent: speller,
  limits: config.limits,
  timeoutMs: Number(AGENT_TIMEOUT_MS),
  log,
  metrics: measureRuns(registry),
  handOver: handOver.signal,
})
const auth = await createAuth(SECRET_AUTH, log)
const version = '1.2.3'
const server = createServer({
  store,
  auth,
  reportHealth: createHealthReporter({
    store,
    hasTokenKeys: auth.keys.isUsable,
    version,
    stopping: stopping.signal,
  }),
  runs,
  log,
  registry,
  limits: config.limits,
  corsOrigins: [],
  rateLimitPerMinute: 1_000_000_000,
  maxConnections: 10_000,
  maxWatches: 10_000,
  maxWatchesPerUser: 20,
  version,
  stopping: stopping.signal,
})
server.listen(Number(process.env['PORT']), '127.0.0.1')
await once(server, 'listening')
process.once('SIGTERM', async () => {
  await shutDown({ server, store, stopping, handOver, runs }, { delayMs: 0, deadlineMs: 20_000 })
  process.exit(0)
})
log.info(`Threadkeep listens on ${urlOf(server)}`)
