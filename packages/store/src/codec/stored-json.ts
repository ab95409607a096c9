/**
 * Stored JSON; undefined if it is damaged. JSON.parse quotes its input in its error, so that error
 * must not leave: it would carry a caller's text into logs.
 */
export function parseStored(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
