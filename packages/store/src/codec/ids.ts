import { randomFillSync } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

/**
 * Random bytes are drawn in batches, because a system call for each id would cost more than the id.
 */
const pool = Buffer.alloc(4096)
let used = pool.length

let msecs = 0
let seq = 0

/** A UUIDv7. Those made by one process sort in the order in which they were made. */
export function newId(): string {
  const now = Date.now()
  if (now > msecs) {
    msecs = now
    // Leaves room to count up within a millisecond.
    seq = randomBytes(4).readUInt32BE() >>> 1
  } else {
    seq += 1
  }
  return uuidv7({ msecs, seq, random: randomBytes(16) })
}

/** This many random bytes in base64url. */
export function randomText(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

/** Valid until the next call. */
function randomBytes(size: number): Buffer {
  if (used + size > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += size
  return pool.subarray(used - size, used)
}

/** A UUID in 32 characters. */
export function compactId(id: string): string {
  return id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24)
}

export function fullId(compact: string): string {
  return `${compact.slice(0, 8)}-${compact.slice(8, 12)}-${compact.slice(12, 16)}-${compact.slice(16, 20)}-${compact.slice(20)}`
}
