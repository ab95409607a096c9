import { expect } from 'vitest'
import { InvalidInputError, isStoreError } from '../../../src/errors.ts'

/** The reason of a rejection, or `ok`: made for `expect.poll`, which waits for a change. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (isStoreError(error)) return error.reason
    throw error
  }
  return 'ok'
}

/** Awaits a rejection for bad input and returns the fields that it names: the ends of their paths. */
export async function rejectedFields(work: Promise<unknown>): Promise<string[]> {
  const error = await rejectionOf(work)
  expect(error).toBeInstanceOf(InvalidInputError)
  if (!(error instanceof InvalidInputError)) return []
  for (const issue of error.issues) expect(issue.message).not.toBe('')
  return error.issues.map((issue) => issue.path.split('.').at(-1) ?? '')
}

export async function rejectionOf(work: Promise<unknown>): Promise<unknown> {
  let response: unknown
  try {
    response = await work
  } catch (error) {
    return error
  }
  return expect.fail(`expected a rejection, got ${JSON.stringify(response)}`)
}

/** Calls a method as plain JavaScript can: with anything. */
export function callWith<Target extends object>(
  target: Target,
  method: keyof Target,
  args: unknown[],
): unknown {
  const implementation: unknown = Reflect.get(target, method)
  if (typeof implementation !== 'function') throw new Error(`${String(method)} is not a method`)
  return Reflect.apply(implementation, target, args)
}
