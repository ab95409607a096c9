import type { BuiltServer } from '../../support/built-server.ts'
import { SECRET } from '../../support/tokens.ts'
import { PASSWORD, PRIVATE_WORD } from './settings.ts'
import type { Leaks, User } from './users.ts'

/** Whether anything that is secret or private, or unexpected, was said or logged. */
export function checkSecrets(
  leaks: Leaks,
  health: string,
  api: BuiltServer,
  users: readonly User[],
): string[] {
  const logged = api.output()
  const secrets = [PASSWORD, PRIVATE_WORD, SECRET, ...users.map(({ token }) => token)]
  const found = Object.entries({ logged, health }).flatMap(([place, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${place}`),
  )
  if (/unexpected error|Unhandled|\n\s+at /.test(logged)) {
    found.push(`logged: ${logged.slice(-2000)}`)
  }
  return [...found, ...leaks.map((secret) => `${secret} in a response`)]
}
