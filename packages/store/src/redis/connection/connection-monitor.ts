import { Cluster } from 'ioredis'
import type { RenewedCredentials } from '../../config.ts'
import type { StoreObserver } from '../../store-events.ts'
import { describeError, errorLabel } from './classify-error.ts'
import type { RedisClient } from './create-client.ts'
import { followCredentials } from './follow-credentials.ts'

/** Managed Redis closes idle connections after ten minutes, in spite of TCP keep-alive. */
const KEEP_ALIVE_MS = 60_000
/** If a connection were replaced more often than this, it would never become ready. */
const REPLACE_MS = 500
/** How long a rejected attempt to connect tells of the next ones. */
const REJECTION_AGE_MS = 1000
/** Before a client that gave up is connected anew. */
const RECONNECT_MS = 100

/** What the connections of one store tell each other. */
export interface Siblings {
  /** When one of them became ready last, by performance.now(). */
  lastReadyAt: number
}

/** The state of one client's connection. */
export interface ConnectionMonitor {
  isReady(): boolean
  /** Resolves to true once the client is ready, or to false if it is not in time. */
  waitUntilReady(ms: number): Promise<boolean>
  /**
   * Resolves to true once the client is ready, or to false when an attempt to connect has failed that
   * began later, or when that takes too long.
   */
  waitForAttempt(ms: number): Promise<boolean>
  /**
   * When the connection was lost, or a sibling became ready since, by performance.now(): then the
   * server is back, and this connection soon will be.
   */
  downSince(): number | undefined
  /** The server is there and rejects connections: it has no room (maxclients), or knows no such user. */
  isRejected(): boolean
  /** A command was sent, at this time of performance.now(). */
  onRequest(at: number): void
  /** A reply came, be it an error. */
  onReply(): void
  /** A call succeeded. */
  onSuccess(): void
  /** The time of the last success, by performance.now(). */
  lastSuccessAt(): number | undefined
  /** Reconnects, because the server still responds but is not a master any more. */
  reconnect(): void
  /** Disconnects for good. Pending waits resolve to false at once. */
  close(): void
}

/** Connects in the background until it succeeds, and tracks the connection's state. */
export function createConnectionMonitor(
  client: RedisClient,
  observe: StoreObserver,
  credentials?: RenewedCredentials,
  {
    isSubscriber = false,
    siblings = { lastReadyAt: Number.NEGATIVE_INFINITY },
  }: { isSubscriber?: boolean; siblings?: Siblings } = {},
): ConnectionMonitor {
  let downSince: number | undefined = performance.now()
  let unansweredSince: number | undefined
  let lastSuccessAt: number | undefined
  let replacedAt = 0
  let closed = false
  let attemptAt = 0
  let rejectedAt = Number.NEGATIVE_INFINITY
  type Settle = (ready: boolean) => void
  const waiting = new Set<Settle>()
  /** Since when each waits for the end of an attempt. */
  const waitingForAttempt = new Map<Settle, number>()
  // One that leaves a wrong database (create-client.ts) has ended its stream when it says so.
  const isReady = () =>
    client.status === 'ready' && (client instanceof Cluster || client.stream.writable)

  client.on('ready', () => {
    if (!isReady()) return
    downSince = unansweredSince = undefined
    siblings.lastReadyAt = performance.now()
    observe({ type: 'connection', state: 'ready' })
    for (const settle of [...waiting, ...waitingForAttempt.keys()]) settle(true)
  })
  client.on('connecting', () => {
    attemptAt = performance.now()
  })
  client.on('close', () => {
    // A hanging server was down before its connection was closed.
    downSince ??= unansweredSince ?? performance.now()
    if (!closed) observe({ type: 'connection', state: 'lost' })
    for (const [settle, since] of waitingForAttempt) if (since < attemptAt) settle(false)
  })
  // Without a listener ioredis prints errors, with the commands that failed.
  const tell = (error: Error) => {
    if (error.name === 'ReplyError') rejectedAt = performance.now()
    observe({ type: 'connection-error', error: describeError(error), code: errorLabel(error) })
  }
  client.on('error', tell)
  client.on('node error', tell)
  const connect = () => {
    client.connect().catch(() => {
      // ioredis keeps trying; this and every later failure reaches the listeners above.
    })
  }
  // ioredis gives up for good if a failover is announced while it asks a sentinel for the master.
  let reconnecting: NodeJS.Timeout | undefined
  client.on('end', () => {
    if (!closed) reconnecting = setTimeout(connect, RECONNECT_MS)
  })
  const logsInAgain = !isSubscriber
  const unfollow =
    credentials && followCredentials(client, { credentials, logsInAgain, observe, connect })
  if (credentials === undefined) connect()

  const keepAlive = setInterval(() => {
    for (const node of nodesOf(client)) node.ping().catch(() => undefined)
  }, KEEP_ALIVE_MS).unref()

  function wait(ms: number, enter: (settle: Settle) => void): Promise<boolean> {
    if (isReady() || closed) return Promise.resolve(isReady())
    return new Promise((resolve) => {
      const settle = (ready: boolean) => {
        clearTimeout(timer)
        waiting.delete(settle)
        waitingForAttempt.delete(settle)
        resolve(ready)
      }
      const timer = setTimeout(() => settle(false), ms)
      enter(settle)
    })
  }

  return {
    isReady,
    waitUntilReady: (ms) => wait(ms, (settle) => waiting.add(settle)),
    waitForAttempt: (ms) => wait(ms, (settle) => waitingForAttempt.set(settle, performance.now())),
    downSince: () =>
      downSince === undefined ? undefined : Math.max(downSince, siblings.lastReadyAt),
    isRejected: () => performance.now() - rejectedAt < REJECTION_AGE_MS,
    onRequest(at) {
      unansweredSince ??= at
    },
    onReply() {
      unansweredSince = undefined
    },
    onSuccess() {
      unansweredSince = undefined
      lastSuccessAt = performance.now()
    },
    lastSuccessAt: () => lastSuccessAt,
    reconnect() {
      // A cluster client follows the failover to the new master.
      if (client instanceof Cluster || performance.now() - replacedAt < REPLACE_MS) return
      replacedAt = performance.now()
      client.disconnect(true)
    },
    close() {
      closed = true
      unfollow?.()
      clearInterval(keepAlive)
      clearTimeout(reconnecting)
      client.disconnect()
      for (const settle of [...waiting, ...waitingForAttempt.keys()]) settle(false)
    },
  }
}

/** Every server that the client holds a connection to. */
export function nodesOf(client: RedisClient) {
  return client instanceof Cluster ? client.nodes('master') : [client]
}
