import { EnvError, parseStoreEnv } from '../../src/env.ts'

/** The message of each variable that is rejected. */
export function rejections(source: Record<string, string>): Record<string, string> {
  try {
    parseStoreEnv(source)
    return {}
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    return Object.fromEntries(error.issues.map(({ variable, message }) => [variable, message]))
  }
}
