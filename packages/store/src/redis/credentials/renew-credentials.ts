import type { RedisCredentials, RenewedCredentials } from '../../config.ts'
import type { StoreObserver } from '../../store-events.ts'

/**
 * Resolves to what to log in with. May resolve to the same as before while no newer ones are due: it is
 * called several times in the life of each.
 */
export type CredentialsProvider = () => Promise<RedisCredentials>

/** A provider's failure in words that may be logged. Of other errors only the name and code are. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError'
}

/** The beginning of every problem(), by which outage reports know it. */
export const NO_CREDENTIALS = 'There are no credentials for Redis'

/**
 * A provider that caches hands out a new token only in the last minutes of the old one: Entra's libraries
 * in the last five. Asked for after a third of what is left each time, it is there for three more minutes.
 */
const ASK_AFTER_SHARE = 1 / 3
/** Also the pause after a failure when nothing is left. */
const MIN_PAUSE_MS = 1000
/** Timers overflow beyond 24 days. */
const MAX_PAUSE_MS = 3_600_000
/** A provider that hangs must not be waited for until the credentials have ended. */
const PROVIDER_TIMEOUT_MS = 10_000
/** How often a failure is reported while it lasts. */
const REPEAT_MS = 10_000

/** Keeps credentials that hold, for all connections of this process. Every failure is tried again. */
export function renewCredentials(
  provider: CredentialsProvider,
  { observe = () => {} }: { observe?: StoreObserver } = {},
): RenewedCredentials {
  const listeners = new Set<() => void>()
  let newest: RedisCredentials | undefined
  let cause = 'they are still waited for'
  let timer: NodeJS.Timeout | undefined
  let warnedAt = Number.NEGATIVE_INFINITY
  let closed = false

  const leftMs = () => (newest?.expiresAt ?? 0) - Date.now()

  function warn(): void {
    if (leftMs() <= 0 || performance.now() - warnedAt < REPEAT_MS) return
    warnedAt = performance.now()
    const seconds = Math.round(leftMs() / 1000)
    observe({
      type: 'warning',
      message: `The credentials for Redis end in ${seconds} s, and there are no new ones: ${cause}`,
    })
  }

  /** One that fails, as where a certificate cannot be read now, keeps no other from the newest. */
  function tell(listener: () => void): void {
    try {
      listener()
    } catch (error) {
      const message = `A connection does not follow the new credentials for Redis: ${describeFailure(error)}`
      observe({ type: 'warning', message })
    }
  }

  async function renew(): Promise<void> {
    try {
      const next = await within(PROVIDER_TIMEOUT_MS, provider())
      if (closed) return
      const isNew = next.password !== newest?.password || next.username !== newest.username
      newest = next
      cause = 'they have expired'
      // A listener may open a connection, which listens as well and has the newest already.
      if (isNew) for (const listener of [...listeners]) tell(listener)
    } catch (error) {
      if (closed) return
      cause = describeFailure(error)
      warn()
    }
    const pauseMs = Math.min(Math.max(leftMs() * ASK_AFTER_SHARE, MIN_PAUSE_MS), MAX_PAUSE_MS)
    timer = setTimeout(() => void renew(), pauseMs).unref()
  }

  return {
    firstAttempt: renew(),
    newest: () => newest,
    problem: () => (leftMs() > 0 ? undefined : `${NO_CREDENTIALS}: ${cause}`),
    onRenewed(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      closed = true
      clearTimeout(timer)
      listeners.clear()
    },
  }
}

function describeFailure(error: unknown): string {
  if (error instanceof CredentialsError) return error.message
  if (!(error instanceof Error)) return 'unknown error'
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  return `${error.name}${code}`
}

function within<Result>(ms: number, promise: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new CredentialsError(`no reply within ${ms} ms`))
    }, ms).unref()
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
