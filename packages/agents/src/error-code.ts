/** A code of the field's kind: `ECONNREFUSED`, `rate_limit_exceeded`. Other text could be anybody's. */
const CODE = /^[a-z][a-z0-9_.-]{0,63}$/i

/** The most telling code of an error and its causes, else its name. Never its wording. */
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
