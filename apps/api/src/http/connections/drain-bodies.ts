import type { IncomingMessage } from 'node:http'

/** How much of a request body is drained after the response, and for how long. */
export interface LingerBounds {
  bytes: number
  ms: number
}

/** Of all bodies together: a small part of the processor. */
const BYTES_PER_MS = 64 * 1024
/** What is read of one body before the next has its turn. */
const PIECE_BYTES = 64 * 1024
/** What parsing a chunk costs, however small it is, in bytes of a large one that cost as much. */
const BYTES_OF_CHUNK = 512
const TINY_BYTES = 256

/**
 * Reads bodies that nobody needs, up to the bounds; past them the connection is cut off. Of one in tiny
 * chunks no more is read until its time is up: cut off at once, its client would lose the response. One
 * piece of a connection after the other, and no faster than BYTES_PER_MS: at full speed Node reads up
 * to 2 MiB of each between two turns of others.
 */
export function createDrain({ bytes, ms }: LingerBounds): (req: IncomingMessage) => void {
  const waiting = new Set<IncomingMessage>()
  /** When all that was read is paid for. */
  let paidAt = 0
  let timer: NodeJS.Timeout | undefined

  function schedule(): void {
    if (timer !== undefined || waiting.size === 0) return
    timer = setTimeout(readNext, Math.max(paidAt - performance.now(), 0))
  }

  function readNext(): void {
    timer = undefined
    const [req] = waiting
    if (req !== undefined && performance.now() >= paidAt) {
      waiting.delete(req)
      req.socket.resume()
    }
    schedule()
  }

  return (req) => {
    const { socket } = req
    const deadline = setTimeout(() => socket.destroy(), ms)
    let [leftBytes, leftTinyChunks] = [bytes, bytes / BYTES_OF_CHUNK]
    let ofPiece = 0
    const waitForTurn = () => {
      ofPiece = 0
      socket.pause()
      waiting.add(req)
      schedule()
    }
    const leaveUnread = () => {
      socket.pause()
      waiting.delete(req)
    }
    // Node's own resumes the socket after every piece.
    req._read = () => {}
    req.on('data', ({ length }: Buffer) => {
      const cost = length + BYTES_OF_CHUNK
      paidAt = Math.max(paidAt, performance.now()) + cost / BYTES_PER_MS
      ofPiece += cost
      leftBytes -= length
      if (length < TINY_BYTES) leftTinyChunks -= 1
      if (leftBytes < 0) socket.destroy()
      else if (leftTinyChunks < 0) leaveUnread()
      else if (ofPiece >= PIECE_BYTES) waitForTurn()
    })
    req.once('close', () => {
      clearTimeout(deadline)
      waiting.delete(req)
    })
    waitForTurn()
    // Before the response has ended: a request that nobody has begun to read is dumped by Node then,
    // which takes the listener above away, and with it the bounds.
    req.resume()
  }
}
