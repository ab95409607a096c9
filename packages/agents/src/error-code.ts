/** A code such as `ECONNREFUSED` or `rate_limit_exceeded`. Other text may quote a prompt or a key. */
const CODE = /^[a-z][a-z0-9_.-]{0,63}$/i

/** The most specific code of an error and its causes, else its name. Never its text. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const code = codesOf(error).at(-1)
  return code ?? (CODE.test(error.name) ? error.name : 'Error')
}

function codesOf(error: Error): string[] {
  const own = 'code' in error && typeof error.code === 'string' && CODE.test(error.code)
  const below = error.cause instanceof Error ? codesOf(error.cause) : []
  return own ? [String(error.code), ...below] : below
}
