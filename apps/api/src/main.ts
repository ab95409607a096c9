#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createAgent } from '@threadkeep/agents'
import { withEntraTokens } from '@threadkeep/entra'
import { createStore, EnvError, openRateLimitConnection } from '@threadkeep/store'
import { z } from 'zod'
import { createAdminServer } from './admin-server.ts'
import { createAuth } from './auth/create-auth.ts'
import { withDemoModel } from './demo-model.ts'
import { type Env, parseEnv } from './env.ts'
import { createHealthReporter } from './health/health-report.ts'
import { listen } from './http/connections/listen.ts'
import { createLogger } from './observability/log.ts'
import { createRegistry, measureProcess } from './observability/metrics/registry.ts'
import { measureRuns } from './observability/metrics/run-metrics.ts'
import { measureStore } from './observability/metrics/store-metrics.ts'
import { combineObservers, logStoreEvents } from './observability/store-event-log.ts'
import { traceStore } from './observability/tracing/store-spans.ts'
import { createRuns } from './runs/runs.ts'
import { createServer } from './server.ts'
import { shutDown } from './shutdown.ts'

/** Below the 30 s after which Kubernetes kills, with room for a delay. */
const SHUTDOWN_DEADLINE_MS = 20_000

const env = readEnv()
const log = createLogger(env.logLevel)

// Also for unhandled rejections. The state of the process is unknown from here on.
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'stopping after an unexpected error')
  process.exit(1)
})

const version = readVersion()
const registry = createRegistry(version)
measureProcess(registry)
const { kind } = env.store
const storeConfig = withEntraTokens(env.store, env.entra, { observe: logStoreEvents(log) })
const store = createStore(storeConfig, {
  observe: combineObservers(logStoreEvents(log), measureStore(registry, kind), traceStore(kind)),
  onOrphanedRun: (conversations, id) => runs.takeOver(conversations, id),
})
const stopping = new AbortController()
const handOver = new AbortController()
const runs = createRuns({
  agent: await createAgent(await withDemoModel(env.agent, log)),
  limits: env.store.limits,
  timeoutMs: env.agent.timeoutMs,
  log,
  metrics: measureRuns(registry),
  handOver: handOver.signal,
})
const rateLimitConnection =
  storeConfig.kind === 'redis' ? openRateLimitConnection(storeConfig) : undefined
const auth = await createAuth(env.auth, log)
const reportHealth = createHealthReporter({
  store,
  hasTokenKeys: auth.keys.isUsable,
  version,
  stopping: stopping.signal,
})
const server = createServer({
  store,
  auth,
  reportHealth,
  runs,
  log,
  registry,
  limits: env.store.limits,
  corsOrigins: env.corsOrigins,
  rateLimitPerMinute: env.rateLimitPerMinute,
  maxConnections: env.maxConnections,
  hasAdminPort: env.adminPort !== undefined,
  maxWatches: env.maxWatches,
  maxWatchesPerUser: env.maxWatchesPerUser,
  rateLimitConnection,
  version,
  stopping: stopping.signal,
})

if (env.adminPort !== undefined) {
  // Never closed: probes report the stop until the process ends.
  const adminServer = createAdminServer({ log, registry }, reportHealth)
  const adminUrl = await listenOn('ADMIN_PORT', adminServer, env.adminPort)
  log.info(`Probes and metrics are served at ${adminUrl}`)
}
const url = await listenOn('PORT', server, env.port)
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // Once, so that a second signal ends the process at once.
  process.once(signal, async () => {
    log.info(`${signal}: finishing what is under way`)
    const times = { delayMs: env.shutdownDelaySeconds * 1000, deadlineMs: SHUTDOWN_DEADLINE_MS }
    const cutOff = await shutDown({ server, store, stopping, handOver, runs }, times)
    if (cutOff > 0) log.warn({ connections: cutOff }, 'cut off what did not finish in time')
    rateLimitConnection?.close()
    process.exit(0)
  })
}

// After the signal handlers: a supervisor may send SIGTERM as soon as it reads this line.
log.info(`Threadkeep listens on ${url}`)

function readEnv(): Env {
  const [argument] = process.argv.slice(2)
  if (argument !== undefined) {
    const settings = 'its settings are variables of the environment: docs/settings.md'
    return cannotStart(`${argument}: it takes no arguments; ${settings}`)
  }
  try {
    return parseEnv()
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    return cannotStart(error.message)
  }
}

async function listenOn(variable: string, server: Server, port: number): Promise<string> {
  try {
    return await listen(server, port, env.host)
  } catch (error) {
    return cannotStart(`${variable}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function cannotStart(why: string): never {
  process.stderr.write(`Threadkeep cannot start:\n${why}\n`)
  process.exit(1)
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(manifest)).version
}
