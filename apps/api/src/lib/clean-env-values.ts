import type { EnvIssue } from '@threadkeep/store'

type Source = Record<string, string | undefined>

/** Not trimmed: it is unknown whether the white space is part of the secret. */
const EXACT = ['AUTH_JWT_SECRET', 'AGENT_SECRET']

/**
 * Values often come from files, with a line end or shell quotes around them. White space is
 * trimmed; ambiguous values are rejected with the reason, because a server that starts with them
 * would reject every token.
 */
export function cleanValues(
  source: Source,
  names: readonly string[],
): { source: Source; issues: EnvIssue[] } {
  const clean: Source = { ...source }
  const issues: EnvIssue[] = []
  for (const variable of names) {
    const value = source[variable]
    if (value === undefined) continue
    const trimmed = value.trim()
    if (/^(["'`]).*\1$/s.test(trimmed)) {
      issues.push({ variable, message: 'is in quotes, which are not taken off: remove them' })
    } else if (EXACT.includes(variable) && trimmed !== value) {
      const message = 'begins or ends with white space (a line end of the file that it came from?)'
      issues.push({ variable, message: `${message}: remove it` })
    }
    clean[variable] = EXACT.includes(variable) ? value : trimmed
  }
  return { source: clean, issues }
}
