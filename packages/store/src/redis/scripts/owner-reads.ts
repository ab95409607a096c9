import { StoreUnavailableError } from '../../errors.ts'

/** Bytes that one owner may have on the way. A single reply may be larger. */
export const MAX_OWNER_BYTES = 512 * 1024
/** The least that a read may reply with. A larger reply is read again, when there is room for it. */
const MIN_ROOM_BYTES = MAX_OWNER_BYTES / 16
/** A reply is often a little larger than the one before it. */
const ROOM_FACTOR = 2
/**
 * How fast an owner's replies may follow each other, once BURST_BYTES have come. A large page keeps
 * Redis and this process busy for milliseconds: without a pause behind it, a call of another owner
 * would wait for a page at each of its steps.
 */
const BYTES_PER_MS = 12 * 1024
const BURST_BYTES = 1024 * 1024
/**
 * A smaller reply keeps others waiting for less, so its bytes count for less, by how much smaller it is. If
 * they counted in full, one who reads short lists all the time would be slowed to a quarter. If they did not
 * count, pages just below it would hold up others more than the largest do.
 */
const LARGE_BYTES = 64 * 1024
/** What is paid for at most: reads that began together and were too large must not hold up later ones for seconds. */
const MAX_DEBT_MS = (BURST_BYTES + MAX_OWNER_BYTES) / BYTES_PER_MS
const BUSY = 'other reads of the owner took until the deadline'

/** What a script gets for room where its reply may have any size. */
export const ANY_ROOM = ''

/** Of a read that is under way. */
export interface Turn {
  /** Bytes that its reply may have. */
  room: number
  /** Bytes that its reply probably has. */
  expected: number
}

interface Waiting {
  /** The size of its reply, where it is known. */
  bytes: number | undefined
  admit(turn: Turn): void
}

/**
 * One owner's large reads. Each has room for so many bytes of a reply, and together they have
 * MAX_OWNER_BYTES. A class, because thousands of owners are remembered: closures would be a kilobyte
 * of each.
 */
export class OwnerReads {
  /** Of the reads under way, together. */
  private usedRoom = 0
  private expectedBytes = 0
  private underWay = 0
  /** The size of the last reply. Before the first it may be any, so that it need not be read again. */
  private lastBytes = MAX_OWNER_BYTES
  /** When all that came is paid for, at BYTES_PER_MS. */
  private paidAt = 0
  /** In the order of their calls. */
  private readonly waiting = new Set<Waiting>()
  private timer: NodeJS.Timeout | undefined

  /**
   * Begins a read if there is room, or waits for it. `bytes`: the size of its reply, where it is known.
   * Rejects `timeoutMs` after `started`.
   */
  begin(bytes: number | undefined, started: number, timeoutMs: number): Turn | Promise<Turn> {
    const turn = this.turnFor(bytes)
    if (this.waiting.size > 0 || !this.hasRoom(turn)) {
      return this.wait(bytes, started + timeoutMs - performance.now())
    }
    return this.take(turn)
  }

  /** So many bytes were read, whether or not there was room for them. */
  receive(bytes: number): void {
    this.lastBytes = bytes
    const now = performance.now()
    const counted = bytes * Math.min(bytes / LARGE_BYTES, 1)
    const debtMs = Math.max(this.paidAt - now, 0) + counted / BYTES_PER_MS
    this.paidAt = now + Math.min(debtMs, MAX_DEBT_MS)
  }

  /** The read that had this turn is over. Returns whether none is under way any more. */
  end({ room, expected }: Turn): boolean {
    this.usedRoom -= room
    this.expectedBytes -= expected
    this.underWay -= 1
    return this.underWay === 0
  }

  /** To be called after an end. */
  admitWaiting(): void {
    for (const { bytes, admit } of this.waiting) {
      const turn = this.turnFor(bytes)
      if (!this.hasRoom(turn)) break
      admit(this.take(turn))
    }
    // Otherwise the end of what is under way admits them.
    if (this.waiting.size === 0 || this.underWay > 0 || this.timer !== undefined) return
    const admitAgain = () => {
      this.timer = undefined
      this.admitWaiting()
    }
    this.timer = setTimeout(admitAgain, Math.max(Math.ceil(this.pauseMs()), 0))
  }

  /** Bytes that are probably on the way: by their room, a few short reads would seem as much as a page. */
  load(): number {
    return this.expectedBytes
  }

  /** The deadline is the call's: while Redis hangs, each would else add the ones before to its own. */
  private wait(bytes: number | undefined, leftMs: number): Promise<Turn> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        bytes,
        admit: (turn) => {
          clearTimeout(deadline)
          this.waiting.delete(waiting)
          resolve(turn)
        },
      }
      const deadline = setTimeout(() => {
        this.waiting.delete(waiting)
        reject(new StoreUnavailableError('not_applied', BUSY))
        // Those behind it may need less room.
        this.admitWaiting()
      }, leftMs)
      this.waiting.add(waiting)
      this.admitWaiting()
    })
  }

  private turnFor(bytes: number | undefined): Turn {
    if (bytes !== undefined) return { room: bytes, expected: bytes }
    const room = Math.max(ROOM_FACTOR * this.lastBytes, MIN_ROOM_BYTES)
    return { room: Math.min(room, MAX_OWNER_BYTES), expected: this.lastBytes }
  }

  private take(turn: Turn): Turn {
    this.usedRoom += turn.room
    this.expectedBytes += turn.expected
    this.underWay += 1
    return turn
  }

  private hasRoom({ room }: Turn): boolean {
    if (this.pauseMs() > 0) return false
    return this.underWay === 0 || this.usedRoom + room <= MAX_OWNER_BYTES
  }

  private pauseMs(): number {
    return this.paidAt - performance.now() - BURST_BYTES / BYTES_PER_MS
  }
}
