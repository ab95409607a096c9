import type { RedisStoreConfig } from '../../config.ts'
import { StoreUnavailableError } from '../../errors.ts'
import type { StoreObserver } from '../../store-events.ts'
import type { CallTarget } from './breaker.ts'
import type { Execute } from './execute-with-retry.ts'
import { explainOutage } from './outage-reasons.ts'

/** How often a reason is reported while it lasts. */
const REPEAT_MS = 10_000
/** A reason of the connection may change while it is down. */
const LOOK_AGAIN_MS = 500
/** Of failures that come from the connection, which says more of the cause. */
const WITHOUT_CAUSE =
  /^(still down|not connected|no reply within)|Connection is closed|closed unexpectedly|max retries per request/
/** What Redis says to credentials that have expired. */
const REJECTS_LOGIN = /\b(WRONGPASS|NOAUTH)\b/
/** Rejections of changes alone: a read that succeeds says nothing of them. */
const OF_CHANGES = /\b(OOM|NOREPLICAS|MISCONF|READONLY|UNBLOCKED|Too few replicas)\b/

export interface OutageReport {
  /** Passes events on, and learns of the connection from them. */
  observe: StoreObserver
  /** The same calls, whose failures are reported. */
  reporting(execute: Execute): Execute
  close(): void
}

/**
 * No outage is silent: whenever calls failed, or nothing was connected, for longer than a
 * deadline, an `outage` event says why, whatever the client reports or does not report.
 */
export function createOutageReport(
  next: StoreObserver,
  { commandTimeoutMs: deadlineMs, credentials }: RedisStoreConfig,
): OutageReport {
  const lastLoggedAt = new Map<string, number>()
  const failures = new Map<
    string,
    { words: string; since: number; at: number; timer: NodeJS.Timeout }
  >()
  let lastError: { words: string; at: number } | undefined
  let downTimer: NodeJS.Timeout | undefined

  function tell(words: string): void {
    const reason = explainOutage(words)
    const now = performance.now()
    if (now - (lastLoggedAt.get(reason) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) return
    lastLoggedAt.set(reason, now)
    next({ type: 'outage', reason })
  }

  /** What the client said last, unless that is too long ago to be the cause. */
  function withCause(words: string): string {
    const problem = credentials?.problem()
    const isUnexplained = WITHOUT_CAUSE.test(words)
    if (problem !== undefined && (isUnexplained || REJECTS_LOGIN.test(words))) return problem
    if (!isUnexplained || lastError === undefined) return words
    const isRecent = performance.now() - lastError.at <= 2 * deadlineMs + LOOK_AGAIN_MS
    return isRecent ? lastError.words : words
  }

  function watchConnection(afterMs: number): void {
    downTimer ??= setTimeout(() => {
      downTimer = undefined
      tell(withCause('not connected'))
      watchConnection(LOOK_AGAIN_MS)
    }, afterMs).unref()
  }

  function onFailure(detail: string, started: number, target: CallTarget | undefined): void {
    const words = withCause(detail)
    // A missing right has to be granted.
    if (words.includes('NOPERM')) {
      tell(words)
      return
    }
    const key = `${target?.node() ?? ''} ${explainOutage(words)}`
    const now = performance.now()
    const known = failures.get(key)
    if (known !== undefined && now - known.at <= 2 * deadlineMs) {
      known.at = now
      if (now - known.since >= deadlineMs) tell(words)
      return
    }
    clearTimeout(known?.timer)
    const timer = setTimeout(() => tell(words), started + deadlineMs - now).unref()
    failures.set(key, { words, since: started, at: now, timer })
  }

  function onSuccess({ demand, node }: CallTarget): void {
    if (failures.size === 0) return
    const isRead = demand === 'read' || demand === 'remove'
    for (const [key, { words, timer }] of failures) {
      if (!key.startsWith(`${node()} `) || (isRead && OF_CHANGES.test(words))) continue
      clearTimeout(timer)
      failures.delete(key)
    }
  }

  watchConnection(deadlineMs)
  return {
    observe(event) {
      next(event)
      if (event.type === 'connection-error') {
        lastError = { words: event.error, at: performance.now() }
      } else if (event.type === 'connection') {
        if (event.state === 'lost') return watchConnection(deadlineMs)
        clearTimeout(downTimer)
        downTimer = lastError = undefined
      }
    },
    reporting(execute) {
      return async (attempt, started = performance.now(), target) => {
        try {
          const result = await execute(attempt, started, target)
          if (target) onSuccess(target)
          return result
        } catch (error) {
          if (error instanceof StoreUnavailableError) onFailure(error.detail, started, target)
          throw error
        }
      }
    },
    close() {
      clearTimeout(downTimer)
      for (const { timer } of failures.values()) clearTimeout(timer)
    },
  }
}
