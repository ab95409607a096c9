import * as z from 'zod/mini'
import { readStored, writeStored } from '../storage/stored.ts'

const MAX_HINTS = 20
const HintsSchema = z.array(z.uuid())

/**
 * Ids of the pinned conversations that this browser has seen, newest last. They say where to look, so
 * that one far down the list is found without reading what is above it. Whether it is pinned, only its
 * metadata says.
 */
export interface PinHints {
  get(): readonly string[]
  set(ids: readonly string[]): void
}

export function createPinHints(personKey: string): PinHints {
  const key = `threadkeep.pins.${personKey}`
  return {
    get: () => readStored('local', key, HintsSchema) ?? [],
    set(ids) {
      writeStored('local', key, ids.length === 0 ? undefined : ids.slice(-MAX_HINTS))
    },
  }
}
