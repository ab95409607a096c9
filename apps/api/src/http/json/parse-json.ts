import { findJsonProblems, type JsonProblem } from '@threadkeep/shared'
import { InvalidInputError } from '@threadkeep/store'
import { fieldPath, MAX_ISSUES } from '../../errors/input-issues.ts'

/** A parsed value, and the parts of its text that parsing changed. */
export interface ParsedJson {
  value: unknown
  problems: readonly JsonProblem[]
}

/** Throws SyntaxError. Reports what parsing changes, so that the caller can reject it by name. */
export function parseJson(text: string): ParsedJson {
  return { value: JSON.parse(text), problems: findJsonProblems(text) }
}

/** The value, if parsing changed nothing. Throws InvalidInputError. */
export function unchanged({ value, problems }: ParsedJson): unknown {
  if (problems.length === 0) return value
  throw new InvalidInputError(
    problems.slice(0, MAX_ISSUES).map(({ path, message }) => ({ path: fieldPath(path), message })),
  )
}

/** One field of an object, with the problems in it. */
export function memberOf({ value, problems }: ParsedJson, name: string): ParsedJson {
  return {
    value: isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined,
    problems: problems
      .filter(({ path }) => path[0] === name)
      .map(({ path, message }) => ({ path: path.slice(1), message })),
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
