import { expect } from 'vitest'
import { isStoreError } from '../../errors.ts'

/** Awaits the store's answer or refusal, and expects the model to say the same of it. */
export async function compare<Answer>(
  real: () => Promise<Answer>,
  model: (seen: Answer | undefined) => Answer,
): Promise<{ answer?: Answer; kind: string }> {
  let answer: Answer
  try {
    answer = await real()
  } catch (refusal) {
    expect({ refusal }).toStrictEqual(outcomeOf(() => model(undefined)))
    return { kind: isStoreError(refusal) ? refusal.reason : 'another error' }
  }
  expect({ answer }).toStrictEqual(outcomeOf(() => model(answer)))
  return { answer, kind: isReplay(answer) ? 'replayed' : 'answered' }
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
