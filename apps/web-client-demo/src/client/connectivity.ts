import type { Health } from '../api.ts'

/**
 * What does not respond: the store behind the API, the keys that it verifies tokens with, the API
 * itself, or the network of this device.
 */
export type OutageKind = 'store' | 'token_keys' | 'server' | 'offline'

export interface Connectivity {
  health: Health | undefined
  /** Undefined without an outage. `retryAt` is the time of the next check. */
  outage: { kind: OutageKind; retryAt: number } | undefined
  checking: boolean
}

export interface ConnectivityMonitor {
  subscribe(listener: () => void): () => void
  getSnapshot(): Connectivity
  /** A call failed because of an outage. The next check is after its Retry-After. */
  report(kind: OutageKind, retryAfterMs?: number): void
  checkNow(): void
  /** Begins the checks; the function returned ends them. */
  start(): () => void
}

const HEALTHY_INTERVAL_MS = 15_000
const OUTAGE_INTERVAL_MS = 2_000

/**
 * Monitors whether the API and its store respond. During an outage it asks for health at the pace of
 * Retry-After, and nothing else is sent: everything waits for the outage to end.
 */
export function createConnectivityMonitor(checkHealth: () => Promise<Health>): ConnectivityMonitor {
  const listeners = new Set<() => void>()
  let state: Connectivity = { health: undefined, outage: undefined, checking: false }
  let timer: ReturnType<typeof setTimeout> | undefined
  let running = false

  function change(next: Partial<Connectivity>) {
    state = { ...state, ...next }
    for (const listener of listeners) listener()
  }

  function checkIn(delayMs: number) {
    clearTimeout(timer)
    if (running) timer = setTimeout(checkNow, delayMs)
  }

  function beginOutage(kind: OutageKind, delayMs: number) {
    const cause = kind === 'server' && !navigator.onLine ? 'offline' : kind
    change({ outage: { kind: cause, retryAt: Date.now() + delayMs }, checking: false })
    checkIn(delayMs)
  }

  function settle(health: Health) {
    if (health.status === 'unhealthy') {
      change({ health })
      const isStoreAway = health.redisStatus === 'unhealthy'
      const areKeysAway = health.tokenKeysStatus === 'unhealthy'
      beginOutage(areKeysAway && !isStoreAway ? 'token_keys' : 'store', OUTAGE_INTERVAL_MS)
    } else {
      change({ health, outage: undefined, checking: false })
      checkIn(HEALTHY_INTERVAL_MS)
    }
  }

  function checkNow() {
    clearTimeout(timer)
    change({ checking: true })
    checkHealth().then(settle, () => {
      change({ health: undefined })
      beginOutage('server', OUTAGE_INTERVAL_MS)
    })
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    getSnapshot: () => state,
    report(kind, retryAfterMs = OUTAGE_INTERVAL_MS) {
      // Further failures must not postpone the check that is already due.
      if (state.outage === undefined && !state.checking) beginOutage(kind, retryAfterMs)
    },
    checkNow,
    start() {
      running = true
      checkNow()
      window.addEventListener('online', checkNow)
      window.addEventListener('offline', checkNow)
      return () => {
        running = false
        window.removeEventListener('online', checkNow)
        window.removeEventListener('offline', checkNow)
        clearTimeout(timer)
      }
    },
  }
}
