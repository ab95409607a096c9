import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { isStoreError } from '../../src/errors.ts'

/** What came of a call: a result or none, and `ok`, `replayed` or the reason of a rejection. */
export interface Compared<Result> {
  result?: Result
  kind: string
}

/** Awaits the store's result or rejection, and expects the model to say the same of it. */
export async function compare<Result>(
  real: () => Promise<Result>,
  model: (seen: Result | undefined) => Result,
): Promise<Compared<Result>> {
  let result: Result
  try {
    result = await real()
  } catch (rejection) {
    expectSame(
      { rejection },
      outcomeOf(() => model(undefined)),
    )
    return { kind: isStoreError(rejection) ? rejection.reason : 'another error' }
  }
  expectSame(
    { result },
    outcomeOf(() => model(result)),
  )
  return { result, kind: isReplay(result) ? 'replayed' : 'ok' }
}

/** Asked of node first: vitest's own comparison shows differences well, and takes its time. */
function expectSame(real: object, model: object): void {
  if (!isDeepStrictEqual(real, model)) expect(real).toStrictEqual(model)
}

function outcomeOf<Result>(work: () => Result): { result: Result } | { rejection: unknown } {
  try {
    return { result: work() }
  } catch (rejection) {
    return { rejection }
  }
}

function isReplay(result: unknown): boolean {
  return (
    typeof result === 'object' &&
    result !== null &&
    'replayed' in result &&
    result.replayed === true
  )
}
