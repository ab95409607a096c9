import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { isStoreError } from '../../src/errors.ts'

/** What came of a call: a result or none, and `answered`, `replayed` or the reason of a rejection. */
export interface Compared<Answer> {
  answer?: Answer
  kind: string
}

/** Awaits the store's result or rejection, and expects the model to say the same of it. */
export async function compare<Answer>(
  real: () => Promise<Answer>,
  model: (seen: Answer | undefined) => Answer,
): Promise<Compared<Answer>> {
  let answer: Answer
  try {
    answer = await real()
  } catch (refusal) {
    expectSame(
      { refusal },
      outcomeOf(() => model(undefined)),
    )
    return { kind: isStoreError(refusal) ? refusal.reason : 'another error' }
  }
  expectSame(
    { answer },
    outcomeOf(() => model(answer)),
  )
  return { answer, kind: isReplay(answer) ? 'replayed' : 'answered' }
}

/** Asked of node first: vitest's own comparison shows differences well, and takes its time. */
function expectSame(real: object, model: object): void {
  if (!isDeepStrictEqual(real, model)) expect(real).toStrictEqual(model)
}

function outcomeOf<Answer>(work: () => Answer): { answer: Answer } | { refusal: unknown } {
  try {
    return { answer: work() }
  } catch (refusal) {
    return { refusal }
  }
}

function isReplay(answer: unknown): boolean {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'replayed' in answer &&
    answer.replayed === true
  )
}
