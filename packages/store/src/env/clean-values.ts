import type { EnvIssue } from './env-error.ts'
import type { Source } from './redis-env-schema.ts'

/** White space, and what Unicode ignores: a byte order mark, or U+200B from a page that was copied. */
const EDGES =
  /^[\p{White_Space}\p{Default_Ignorable_Code_Point}]+|[\p{White_Space}\p{Default_Ignorable_Code_Point}]+$/gu

const QUOTED = /^(["'`]).*\1$/s

/** Whether quotes of a shell were taken for part of the value. */
export function isQuoted(text: string): boolean {
  return QUOTED.test(text)
}

/**
 * Values often come from files, with a line end or shell quotes around them. White space is trimmed;
 * ambiguous values are rejected with the reason, because a program that starts with them would be
 * rejected by every server, or reject every token. `exact`: secrets, of which it is not known whether
 * the white space is part of them.
 */
export function cleanValues(
  source: Source,
  names: readonly string[],
  exact: readonly string[],
): { source: Source; issues: EnvIssue[] } {
  const clean: Source = { ...source }
  const issues: EnvIssue[] = []
  for (const variable of names) {
    const value = source[variable]
    if (value === undefined) continue
    const trimmed = value.replaceAll(EDGES, '')
    if (isQuoted(trimmed)) {
      issues.push({ variable, message: 'is in quotes, which are not taken off: remove them' })
    } else if (exact.includes(variable) && trimmed !== value) {
      const message = 'begins or ends with white space (a line end of the file that it came from?)'
      issues.push({ variable, message: `${message}: remove it` })
    }
    clean[variable] = exact.includes(variable) ? value : trimmed
  }
  return { source: clean, issues }
}
