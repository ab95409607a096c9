import { expect } from 'vitest'
import { EnvError, parseStoreEnv } from '../../src/env.ts'

/** The message of each variable that is rejected. */
export function rejections(source: Record<string, string>): Record<string, string> {
  try {
    parseStoreEnv(source)
    return {}
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    const said = Object.fromEntries(
      error.issues.map(({ variable, message }) => [variable, message]),
    )
    // Of one variable the first reason is enough: a second may contradict it.
    expect(error.issues).toHaveLength(Object.keys(said).length)
    return said
  }
}
