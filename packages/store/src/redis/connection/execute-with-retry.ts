import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '@threadkeep/shared'
import { StoreInternalError, StoreUnavailableError } from '../../errors.ts'
import { classifyError, describeError, WrongTypeError } from './classify-error.ts'
import type { ConnectionMonitor } from './connection-monitor.ts'

/** Between two attempts of one call, doubling, so that a server in trouble is not hammered. */
const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 160
/** How often one call finds out whether a server still refuses, while the others fail at once. */
const PROBE_MS = 100

export interface ExecutorOptions {
  deadlineMs: number
  /** The client sends again by itself (a cluster's does): a refusal may follow an execution. */
  resends: boolean
}

/** `started`: when the operation began that this call is a part of, by performance.now(). */
export type Execute = <Result>(attempt: () => Promise<Result>, started?: number) => Promise<Result>

/**
 * Gives every call one deadline. Within it a lost connection is waited for and the call repeated,
 * which is safe because every change carries its operation key: a reconnect or a failover that is
 * shorter than the deadline costs time, not errors. Past it the answer is StoreUnavailableError;
 * once an outage has lasted longer than a deadline, that answer comes at once.
 */
export function createExecutor(
  monitor: ConnectionMonitor,
  { deadlineMs, resends }: ExecutorOptions,
): Execute {
  let refusedSince: number | undefined
  let probedAt = 0

  /** Longer than a deadline without a connection. */
  function isDown(now: number): boolean {
    return !monitor.isReady() && now - (monitor.downSince() ?? now) > deadlineMs
  }

  /** Longer than a deadline with a server that refuses everything. */
  function isBreakerOpen(now: number): boolean {
    if (!monitor.isReady() || refusedSince === undefined) return false
    if (now - refusedSince <= deadlineMs) return false
    if (now - probedAt < PROBE_MS) return true
    probedAt = now
    return false
  }

  return async (attempt, started = performance.now()) => {
    const left = () => started + deadlineMs - performance.now()
    let outcome: Outcome = 'not_applied'
    let backoffMs = FIRST_PAUSE_MS
    // Those under way when it came to that keep their deadline: given up all at once, they would
    // hold up whoever calls now, and a connection that comes back soon still serves them.
    if (isDown(performance.now())) throw new StoreUnavailableError(outcome, 'still down')
    for (;;) {
      if (isBreakerOpen(performance.now())) throw new StoreUnavailableError(outcome, 'still down')
      if (!monitor.isReady() && !(await monitor.waitUntilReady(left()))) {
        throw new StoreUnavailableError(outcome, 'not connected')
      }
      const askedAt = performance.now()
      monitor.onRequest(askedAt)
      try {
        const result = await within(left(), attempt())
        monitor.onSuccess()
        refusedSince = undefined
        return result
      } catch (error) {
        if (error instanceof DeadlineError) {
          throw new StoreUnavailableError('unknown', 'no answer within the deadline')
        }
        const verdict = classifyError(error)
        if (verdict.kind !== 'unavailable' || verdict.serverRejected) monitor.onReply()
        if (verdict.kind === 'wrong-type') throw new WrongTypeError()
        if (verdict.kind === 'bug') throw new StoreInternalError(describeError(error))
        if (verdict.serverRejected) refusedSince ??= askedAt
        if (verdict.notMaster) monitor.reconnect()
        if (verdict.outcome === 'unknown' || resends) outcome = 'unknown'
        if (!verdict.retryable || left() <= backoffMs) {
          throw new StoreUnavailableError(outcome, describeError(error))
        }
        // Without a connection there is its return to wait for.
        if (!monitor.isReady()) continue
        await pause(backoffMs)
        backoffMs = Math.min(backoffMs * 2, LONGEST_PAUSE_MS)
      }
    }
  }
}

class DeadlineError extends Error {}

function within<Result>(ms: number, promise: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new DeadlineError()), Math.max(ms, 0))
    promise.then(
      (result) => {
        clearTimeout(timer)
        resolve(result)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
