import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '@threadkeep/shared'
import { StoreUnavailableError } from '../errors.ts'
import { classify } from './classify.ts'
import type { Link } from './link.ts'

/** Between two attempts of one call, so that a server that is starting is not hammered. */
const PAUSE_MS = 25

export type Call = <Result>(attempt: () => Promise<Result>) => Promise<Result>

/**
 * Gives every call one deadline. Within it a lost connection is waited for and the call repeated,
 * which is safe because every change carries its operation key: a reconnect or a failover that is
 * shorter than the deadline costs time, not errors. Past it the answer is StoreUnavailableError;
 * once an outage has lasted longer than a deadline, that answer comes at once.
 */
export function createCaller(link: Link, deadlineMs: number): Call {
  return async (attempt) => {
    const started = performance.now()
    const left = () => deadlineMs - (performance.now() - started)
    let outcome: Outcome = 'not_applied'
    for (;;) {
      if (!link.isReady()) {
        const hopeless = link.outageMs() > deadlineMs
        if (hopeless || !(await link.waitUntilReady(left()))) {
          throw new StoreUnavailableError(outcome)
        }
      }
      try {
        const result = await within(left(), attempt())
        link.heard()
        return result
      } catch (error) {
        if (error instanceof NoAnswer) {
          link.unheardSince(started)
          throw new StoreUnavailableError('unknown', error)
        }
        const verdict = classify(error)
        if (verdict.kind === 'bug') throw error
        if (verdict.outcome === 'unknown') outcome = 'unknown'
        if (!verdict.again || left() <= PAUSE_MS) throw new StoreUnavailableError(outcome, error)
        await pause(PAUSE_MS)
      }
    }
  }
}

class NoAnswer extends Error {
  constructor() {
    super('No answer within the deadline')
    this.name = 'NoAnswer'
  }
}

function within<Result>(ms: number, promise: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswer()), Math.max(ms, 0))
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
