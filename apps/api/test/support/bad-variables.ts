import { EnvError } from '@threadkeep/store'
import { parseEnv } from '../../src/env.ts'

/** The variables that the environment is rejected for; none if it is accepted. */
export function badVariables(source: Record<string, string>): string[] {
  try {
    parseEnv(source)
    return []
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    return error.issues.map(({ variable }) => variable)
  }
}
