import { once } from 'node:events'
import type { Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { type Agent, createAgent } from '@threadkeep/agents'
import { DEFAULT_LIMITS, type Limits, type Owner } from '@threadkeep/shared'
import {
  type ConversationStore,
  createStore,
  type RedisStoreConfig,
  type StoreObserver,
} from '@threadkeep/store'
import { createTRPCClient, type getFetch, httpLink, type TRPCClient } from '@trpc/client'
import { DEFAULT_ALGORITHMS } from '../../src/auth/algorithms.ts'
import type { AuthConfig } from '../../src/auth/auth-config.ts'
import { type AuthOptions, createAuth } from '../../src/auth/create-auth.ts'
import { createHealthReporter } from '../../src/health/health-report.ts'
import type { AppRouter } from '../../src/index.ts'
import { createLogger } from '../../src/observability/log.ts'
import { createRegistry, type Registry } from '../../src/observability/metrics/registry.ts'
import { measureRuns } from '../../src/observability/metrics/run-metrics.ts'
import { measureStore } from '../../src/observability/metrics/store-metrics.ts'
import { combineObservers } from '../../src/observability/store-event-log.ts'
import { traceStore } from '../../src/observability/tracing/store-spans.ts'
import { createRuns } from '../../src/runs/runs.ts'
import { createServer, type ServerDeps } from '../../src/server.ts'
import { SECRET, signToken } from './tokens.ts'

export const DEV_AUTH: AuthConfig = {
  key: { kind: 'development', anyHost: false },
  issuer: undefined,
  audiences: undefined,
  clientIds: undefined,
  userClaim: 'sub',
  tenantClaim: 'tid',
  singleTenant: undefined,
  scope: undefined,
  appendScope: undefined,
  tenants: undefined,
}

export const SECRET_AUTH: AuthConfig = { ...DEV_AUTH, key: { kind: 'secret', secrets: [SECRET] } }

/** The public keys at this URL. */
export function keysAt(url: string): AuthConfig['key'] {
  return { kind: 'jwks', source: { kind: 'url', url }, algorithms: DEFAULT_ALGORITHMS }
}

export type Client = TRPCClient<AppRouter>

export interface Api extends AsyncDisposable {
  readonly url: string
  readonly store: ConversationStore
  /** What /metrics returns. */
  readonly registry: Registry
  /** Every line logged so far, as text. */
  readonly logged: string[]
  /** The typed client of one user, with a token of theirs. */
  as(owner: Owner): Promise<Client>
  request(path: string, init?: RequestInit): Promise<Response>
}

export type ApiOptions = Partial<Omit<ServerDeps, 'auth'>> &
  AuthOptions & { auth?: AuthConfig; limits?: Limits; agent?: Agent; agentTimeoutMs?: number }

/** The whole server on a free port, in memory unless given another store. Closes that as well. */
export async function startApi(options: ApiOptions = {}): Promise<Api> {
  const { auth = SECRET_AUTH, limits = DEFAULT_LIMITS } = options
  const { registry = createRegistry('1.2.3') } = options
  const { store = memoryStore(limits, watchStore(registry, 'memory')) } = options
  const logged: string[] = []
  const log = createLogger('debug', { write: (line) => logged.push(line) })
  const { agent = await echoAgent(), agentTimeoutMs: timeoutMs = 60_000 } = options
  const runs = createRuns({
    agent,
    limits,
    timeoutMs,
    log,
    metrics: measureRuns(registry),
    handOver: new AbortController().signal,
  })
  const authorized = await createAuth(auth, log, options)
  const stopping = new AbortController().signal
  const server = createServer({
    runs,
    log,
    corsOrigins: [],
    rateLimitPerMinute: 1_000_000,
    maxConnections: 1000,
    maxWatches: 1000,
    maxWatchesPerUser: 20,
    version: '1.2.3',
    stopping,
    reportHealth: createHealthReporter({
      store,
      hasTokenKeys: authorized.keys.isUsable,
      version: '1.2.3',
      stopping,
    }),
    ...options,
    auth: authorized,
    limits,
    registry,
    store,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = urlOf(server)
  return {
    url,
    store,
    registry,
    logged,
    as: async (owner) => clientWith(url, await signToken(owner)),
    request: (path, init) => fetch(url + path, init),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
      await store.close()
    },
  }
}

/** Without a delay between its words. */
export function echoAgent(): Promise<Agent> {
  return createAgent({ name: 'echo', timeoutMs: 60_000, echoDelayMs: 0 })
}

export function urlOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return `http://127.0.0.1:${address.port}`
}

export function clientWith(url: string, token: string): Client {
  const link = httpLink({
    url: `${url}/trpc`,
    headers: { authorization: `Bearer ${token}` },
    fetch: fetchInTime,
  })
  return createTRPCClient<AppRouter>({ links: [link] })
}

/** Longer than a call may wait for an agent, and than a busy machine takes. */
const CALL_TIMEOUT_MS = 60_000

/**
 * Node 20 compiles its parser with the first fetch of a process, and does not notice a server that ends
 * meanwhile: such a call would never settle.
 */
const fetchInTime: ReturnType<typeof getFetch> = async (url, init) => {
  const ended = new AbortController()
  const late = pause(CALL_TIMEOUT_MS, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`no response within ${CALL_TIMEOUT_MS} ms`)
  })
  try {
    return await Promise.race([fetch(url, { ...init, signal: init?.signal ?? null }), late])
  } finally {
    ended.abort()
    await late.catch(() => {})
  }
}

/** What main.ts lets watch the store, but for the log. */
export function watchStore(registry: Registry, kind: 'redis' | 'memory'): StoreObserver {
  return combineObservers(measureStore(registry, kind), traceStore(kind))
}

export function memoryStore(
  limits: Limits = DEFAULT_LIMITS,
  observe?: StoreObserver,
): ConversationStore {
  const config = { kind: 'memory', ttlSeconds: 3600, limits, maxConversations: 10_000 } as const
  return createStore(config, { observe })
}

export interface RedisStoreOptions {
  observe?: StoreObserver
  limits?: Limits
  /** Of one call. A test of an outage, which takes as long, wants a short one. */
  commandTimeoutMs?: number
}

export function redisStore(url: string, options: RedisStoreOptions = {}): ConversationStore {
  const { observe, ...settings } = options
  return createStore({ ...redisConfig(url), ...settings }, { observe })
}

export function redisConfig(url: string): RedisStoreConfig {
  return {
    kind: 'redis',
    address: { mode: 'standalone', url },
    ttlSeconds: 3600,
    limits: DEFAULT_LIMITS,
    // No call may fail for nothing but a busy machine.
    commandTimeoutMs: 5000,
    waitReplicas: 0,
  }
}
