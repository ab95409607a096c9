/*
 * Of AbortSignal only `aborted` and its event are used. React Native and older browsers have no
 * AbortSignal.any, AbortSignal.timeout, `reason` or `throwIfAborted`.
 */

export class AbortError extends Error {
  override readonly name = 'AbortError'

  constructor() {
    super('The call was aborted.')
  }
}

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'

  constructor(ms: number) {
    super(`No response within ${ms} ms.`)
  }
}

/** Calls back on an abort. The function returned removes the listener. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) callback()
  signal.addEventListener('abort', callback)
  return () => signal.removeEventListener('abort', callback)
}

/** Rejects once the signal is aborted; the work itself may go on. Leaves no listener. */
export function beforeAbort<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let removeListener = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    removeListener = onAbort(signal, () => reject(new AbortError()))
  })
  return Promise.race([work, aborted]).finally(removeListener)
}

export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const elapsed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  return beforeAbort(elapsed, signal).finally(() => clearTimeout(timer))
}

/** The work with a signal of its own, aborted with the given one and at the timeout. */
export async function withTimeout<Result>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const attempt = new AbortController()
  const removeListener = onAbort(signal, () => attempt.abort())
  let timer: ReturnType<typeof setTimeout> | undefined
  const timedOut = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TimeoutError(ms))
      attempt.abort()
    }, ms)
  })
  try {
    return await Promise.race([beforeAbort(work(attempt.signal), attempt.signal), timedOut])
  } finally {
    clearTimeout(timer)
    removeListener()
  }
}
