import type { InputIssue } from '@threadkeep/shared'
import type { ZodError } from 'zod'

/** A hostile input can break a rule in every field; the first ones are enough. */
export const MAX_ISSUES = 20
const MAX_PATH_LENGTH = 100

/** zod's issues, as field and reason. Unknown fields are named one by one. */
export function inputIssues({ issues }: ZodError): InputIssue[] {
  return issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.slice(0, MAX_ISSUES).map((key) => ({
            path: fieldPath([...issue.path, key]),
            message: 'is not a known field',
          }))
        : [{ path: fieldPath(issue.path), message: issue.message }],
    )
    .slice(0, MAX_ISSUES)
}

export function fieldPath(path: readonly PropertyKey[]): string {
  return path.map(String).join('.').slice(0, MAX_PATH_LENGTH)
}
