import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '@threadkeep/shared'
import type { RedisStoreConfig } from '../../config.ts'
import { StoreInternalError, StoreUnavailableError } from '../../errors.ts'
import type { Breaker, Breakers, CallTarget } from './breaker.ts'
import { classifyError, describeError, WrongTypeError } from './classify-error.ts'
import type { ConnectionMonitor } from './connection-monitor.ts'
import { rejectionKind } from './rejection-kind.ts'

/**
 * Backoff between two attempts of one call, doubling, so that a server in trouble is not hammered.
 */
const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 160
/** Longer than the time between two attempts to connect (create-client.ts). */
const ATTEMPT_WAIT_MS = 200

export interface ExecutorOptions {
  deadlineMs: number
  /** The client re-sends commands (a cluster's does), so a rejection may follow an execution. */
  resends: boolean
}

export function executorOptions({ address, commandTimeoutMs }: RedisStoreConfig): ExecutorOptions {
  return { deadlineMs: commandTimeoutMs, resends: address.mode === 'cluster' }
}

/**
 * `started`: when the operation that this call is part of began, by performance.now(). `target`:
 * what the breakers need to know of the call; without it no breaker applies.
 */
export type Execute = <Result>(
  attempt: () => Promise<Result>,
  started?: number,
  target?: CallTarget,
) => Promise<Result>

/**
 * Gives every call one deadline. Until then it waits for a lost connection and retries, which is
 * safe because every change has a dedup key: a reconnect or failover shorter than the deadline
 * costs latency, not errors. After the deadline it throws StoreUnavailableError; once an outage has
 * lasted longer than a deadline, calls fail fast. Rejections by a server that is up are counted by
 * node and kind (breaker.ts); there a call waits for the next look at the server, so that the first
 * one after the rejections have ended succeeds.
 */
export function createExecutor(
  monitor: ConnectionMonitor,
  { deadlineMs, resends }: ExecutorOptions,
  breakers: Breakers,
): Execute {
  /** No connection for longer than a deadline. */
  function isDown(now: number): boolean {
    return !monitor.isReady() && now - (monitor.downSince() ?? now) > deadlineMs
  }

  return async (attempt, started = performance.now(), target) => {
    const left = () => started + deadlineMs - performance.now()
    let outcome: Outcome = 'not_applied'
    let backoffMs = FIRST_PAUSE_MS
    // In-flight calls keep their deadline; only new calls fail fast. Failing all at once would
    // delay new calls, and a connection that returns soon still serves them.
    if (isDown(performance.now()) && !(await isConnectedSoon(monitor, left()))) {
      throw new StoreUnavailableError(outcome, 'still down')
    }
    for (;;) {
      if (!monitor.isReady() && !(await monitor.waitUntilReady(left()))) {
        throw new StoreUnavailableError(outcome, 'not connected')
      }
      const open = target ? breakers.openFor(target) : []
      const shut = open.length > 0 ? await findShut(open, left()) : undefined
      if (shut) throw new StoreUnavailableError(outcome, `still rejected: ${shut.words()}`)
      const askedAt = performance.now()
      monitor.onRequest(askedAt)
      try {
        const result = await within(left(), attempt())
        monitor.onSuccess()
        if (target) breakers.onSuccess(target)
        return result
      } catch (error) {
        if (error instanceof DeadlineError) {
          throw new StoreUnavailableError('unknown', 'no reply within the deadline')
        }
        const verdict = classifyError(error)
        if (verdict.kind !== 'unavailable' || verdict.serverRejected) monitor.onReply()
        if (verdict.kind === 'wrong-type') throw new WrongTypeError()
        if (verdict.kind === 'bug') throw new StoreInternalError(describeError(error))
        const kind = rejectionKind(error)
        if (kind && target) breakers.onRejection(target, kind, describeError(error), askedAt)
        if (verdict.notMaster) monitor.reconnect()
        if (verdict.outcome === 'unknown' || resends) outcome = 'unknown'
        // A call that an open breaker let through is its trial. Another kind of rejection may be over soon.
        if (open.some((breaker) => breaker.kind === kind)) {
          throw new StoreUnavailableError(outcome, `still rejected: ${describeError(error)}`)
        }
        if (!verdict.retryable || left() <= backoffMs) {
          throw new StoreUnavailableError(outcome, describeError(error))
        }
        // Without a connection, wait for the next one instead of pausing.
        if (!monitor.isReady()) continue
        await pause(backoffMs)
        backoffMs = Math.min(backoffMs * 2, LONGEST_PAUSE_MS)
      }
    }
  }
}

/** A server that is there and rejects connections is asked again soon. */
async function isConnectedSoon(monitor: ConnectionMonitor, ms: number): Promise<boolean> {
  return monitor.isRejected() && monitor.waitForAttempt(Math.min(ms, ATTEMPT_WAIT_MS))
}

/** The breaker that keeps a call from being sent, if one does. */
async function findShut(open: readonly Breaker[], ms: number): Promise<Breaker | undefined> {
  const admitted = await Promise.all(open.map((breaker) => breaker.admit(ms)))
  return open.find((_, at) => !admitted[at])
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
