import type * as z from 'zod/mini'
import { reportDropped } from './dropped.ts'

export type Area = 'local' | 'session'

/** Reading the property itself throws where the browser blocks site data. */
function areaOf(area: Area): Storage | undefined {
  try {
    return area === 'local' ? window.localStorage : window.sessionStorage
  } catch {
    return undefined
  }
}

/**
 * A stored value, if it has the shape that this release writes. Anybody can write to browser
 * storage, and an earlier release did: a value of another shape is removed and reported.
 */
export function readStored<Value>(
  area: Area,
  key: string,
  schema: z.ZodMiniType<Value>,
): Value | undefined {
  try {
    const text = areaOf(area)?.getItem(key)
    if (text === null || text === undefined) return undefined
    const parsed = schema.safeParse(parseJson(text))
    if (parsed.success) return parsed.data
  } catch {
    return undefined
  }
  writeStored(area, key, undefined)
  reportDropped(key)
  return undefined
}

/** Stores a value; undefined removes it. False where the browser does not keep it. */
export function writeStored(area: Area, key: string, value: unknown): boolean {
  try {
    const storage = areaOf(area)
    if (!storage) return false
    if (value === undefined) storage.removeItem(key)
    else storage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

export function storedKeys(area: Area, prefix: string): string[] {
  try {
    return Object.keys(areaOf(area) ?? {}).filter((key) => key.startsWith(prefix))
  } catch {
    return []
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
