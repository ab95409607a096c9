/** By its name the AI SDK knows that nothing has failed. */
export class AbortError extends Error {
  override readonly name = 'AbortError'

  constructor() {
    super('The request was aborted.')
  }
}

/** Rejects once the signal is aborted, whatever then becomes of the work. */
export function beforeAbort<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return work
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = () => reject(new AbortError())
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
  })
  return Promise.race([work, aborted])
}
