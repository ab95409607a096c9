import type { StoreUnavailableError } from '@threadkeep/store'

export interface OutageSignal {
  /** Rejects at the next outage. */
  next(): Promise<never>
  raise(error: StoreUnavailableError): void
}

/** An outage rejects those who wait for it then. Later callers wait for the next one. */
export function createOutageSignal(): OutageSignal {
  let signal = createSignal()
  return {
    next: () => signal.promise,
    raise(error) {
      signal.reject(error)
      signal = createSignal()
    },
  }
}

function createSignal() {
  let reject: (error: StoreUnavailableError) => void = () => {}
  const promise = new Promise<never>((_resolve, rejectPromise) => {
    reject = rejectPromise
  })
  // If no caller waits, the rejection would be unhandled.
  promise.catch(() => undefined)
  return { promise, reject }
}
