import { setImmediate as turn } from 'node:timers/promises'
import { createOnePerTurn } from '../../lib/one-per-turn.ts'

/** The parts of a JSON array. */
export type SerializeList = (items: readonly unknown[]) => Promise<Buffer[]>

/** Beyond it others have their turn before the next item: a page takes milliseconds to serialize. */
const MAX_BYTES_AT_ONCE = 64 * 1024

/**
 * Serializes an item at a time: one string for all would cost more memory and time than writing it. Of
 * all lists that are large, one goes on in a turn of the event loop.
 */
export function createListSerializer(): SerializeList {
  const onePerTurn = createOnePerTurn()
  return async (items) => {
    const chunks: Buffer[] = []
    let bytes = 0
    for (const [at, item] of items.entries()) {
      if (bytes > MAX_BYTES_AT_ONCE) {
        bytes = 0
        await turn()
        await new Promise<void>(onePerTurn)
      }
      const chunk = Buffer.from(`${at === 0 ? '[' : ','}${JSON.stringify(item)}`)
      bytes += chunk.length
      chunks.push(chunk)
    }
    return [...chunks, Buffer.from(']')]
  }
}
