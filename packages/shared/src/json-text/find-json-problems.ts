import { MAX_JSON_DEPTH } from '../limits.ts'
import { numberProblem } from './number-problem.ts'

export interface JsonProblem {
  path: readonly string[]
  message: string
}

/** An object or array that the scan is inside of. */
interface Container {
  /** The names seen so far; undefined in an array. */
  names: Set<string> | undefined
  /** The name or index of the member at the scan's position. */
  at: string | number
}

/** Anything deeper is rejected anyway, so its path need not be complete. */
const MAX_PATH_DEPTH = MAX_JSON_DEPTH + 8

/**
 * Finds what JSON.parse silently changes: a name given twice (the last one wins), and integers that
 * a double cannot hold. For valid JSON only. Keeps its own stack, so that depth costs memory only.
 */
export function findJsonProblems(json: string): JsonProblem[] {
  const problems: JsonProblem[] = []
  const open: Container[] = []
  let inside: Container | undefined
  let nameIsNext = false

  function report(message: string): void {
    const path = open.slice(0, MAX_PATH_DEPTH).map(({ at }) => String(at))
    problems.push({ path, message })
  }

  function enter(names: Set<string> | undefined): void {
    inside = { names, at: 0 }
    open.push(inside)
    nameIsNext = names !== undefined
  }

  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case OPEN_OBJECT:
        enter(new Set())
        break
      case OPEN_ARRAY:
        enter(undefined)
        break
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        open.pop()
        inside = open.at(-1)
        nameIsNext = false
        break
      case COMMA:
        if (typeof inside?.at === 'number' && inside.names === undefined) inside.at += 1
        else nameIsNext = true
        break
      case QUOTE: {
        const end = endOfString(json, at)
        if (nameIsNext && inside?.names !== undefined) {
          inside.at = decodeName(json.slice(at, end))
          if (inside.names.has(inside.at)) report('given more than once')
          inside.names.add(inside.at)
          nameIsNext = false
        }
        at = end - 1
        break
      }
      default:
        if (startsNumber(json.charCodeAt(at))) {
          const end = endOfNumber(json, at)
          const message = numberProblem(json.slice(at, end))
          if (message !== undefined) report(message)
          at = end - 1
        }
    }
  }
  return problems
}

const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d]
const [QUOTE, BACKSLASH, COMMA, PLUS, MINUS, DOT] = [0x22, 0x5c, 0x2c, 0x2b, 0x2d, 0x2e]
const [ZERO, NINE, CAPITAL_E, SMALL_E] = [0x30, 0x39, 0x45, 0x65]

/** The position after the closing quote of the string that begins at `start`. */
function endOfString(json: string, start: number): number {
  let quote = json.indexOf('"', start + 1)
  while (isEscaped(json, quote)) quote = json.indexOf('"', quote + 1)
  return quote + 1
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0
  while (json.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1
  return backslashes % 2 === 1
}

/** "a" and "\u0061" are the same name. */
function decodeName(literal: string): string {
  return literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1)
}

function startsNumber(code: number): boolean {
  return code === MINUS || (code >= ZERO && code <= NINE)
}

function endOfNumber(json: string, start: number): number {
  let end = start + 1
  while (isOfNumber(json.charCodeAt(end))) end += 1
  return end
}

function isOfNumber(code: number): boolean {
  if (code >= ZERO && code <= NINE) return true
  return code === DOT || code === SMALL_E || code === CAPITAL_E || code === PLUS || code === MINUS
}
