import { StoreUnavailableError } from '../../errors.ts'

/** Bytes that one owner may have on the way. A single reply may be larger. */
const MAX_OWNER_BYTES = 512 * 1024
/**
 * The expected size of an owner's first reply. The largest, because replies that were sent for
 * together would all be under way before the first shows how large they are.
 */
const FIRST_GUESS_BYTES = MAX_OWNER_BYTES
/** The expected size falls by this factor with each smaller reply. */
const DECAY = 0.9
/** The least that is expected, so that few large replies are under way before the first shows it. */
const MIN_EXPECTED_BYTES = MAX_OWNER_BYTES / 16
/** So long it does not fall below a reply. Otherwise small ones in between would hide the large ones. */
const LARGEST_EXPECTED_MS = 60_000
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
/** What is paid for at most: the replies of reads that began together must not hold up later ones for seconds. */
const MAX_DEBT_MS = (BURST_BYTES + MAX_OWNER_BYTES) / BYTES_PER_MS
const BUSY = 'other reads of the owner took until the deadline'

/**
 * One owner's large reads. A class, because thousands of owners are remembered: closures would be a
 * kilobyte of each.
 */
export class OwnerReads {
  private underWay = 0
  /** What the newest replies let expect of the next one. */
  private expectedBytes = FIRST_GUESS_BYTES
  /** The largest of the last minute, and when it came. */
  private largestBytes = 0
  private largestAt = 0
  /** The size of the last reply. Before the first, what is expected. */
  private lastBytes = FIRST_GUESS_BYTES
  /** When all that came is paid for, at BYTES_PER_MS. */
  private paidAt = 0
  /** In the order of their calls. Each admits one. */
  private readonly waiting = new Set<() => void>()
  private timer: NodeJS.Timeout | undefined

  /** Begins a read if there is room for it, or returns what to await. Rejects `timeoutMs` after `started`. */
  begin(started: number, timeoutMs: number): Promise<void> | undefined {
    if (this.waiting.size > 0 || !this.hasRoom()) {
      return this.turn(started + timeoutMs - performance.now())
    }
    this.underWay += 1
    return undefined
  }

  /** A reply has come, of so many bytes. */
  receive(bytes: number): void {
    this.lastBytes = bytes
    this.expectedBytes = Math.max(bytes, this.expectedBytes * DECAY, MIN_EXPECTED_BYTES)
    const now = performance.now()
    if (bytes >= this.largestBytes || now - this.largestAt > LARGEST_EXPECTED_MS) {
      this.largestBytes = bytes
      this.largestAt = now
    }
    const counted = bytes * Math.min(bytes / LARGE_BYTES, 1)
    const debtMs = Math.max(this.paidAt - now, 0) + counted / BYTES_PER_MS
    this.paidAt = now + Math.min(debtMs, MAX_DEBT_MS)
  }

  /** A read is over. Returns whether none is under way any more. */
  end(): boolean {
    this.underWay -= 1
    return this.underWay === 0
  }

  /** To be called after an end. */
  admitWaiting(): void {
    for (const admit of this.waiting) {
      if (!this.hasRoom()) break
      admit()
    }
    // Otherwise the end of what is under way admits them.
    if (this.waiting.size === 0 || this.underWay > 0 || this.timer !== undefined) return
    const admitAgain = () => {
      this.timer = undefined
      this.admitWaiting()
    }
    this.timer = setTimeout(admitAgain, Math.max(Math.ceil(this.pauseMs()), 0))
  }

  /**
   * Bytes on the way, by the last reply: by what is expected, a few owners who have read little would
   * seem as much as a large page, and the next one would wait behind that.
   */
  load(): number {
    return this.underWay * this.lastBytes
  }

  /** The deadline is the call's: while Redis hangs, each would else add the ones before to its own. */
  private turn(leftMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = () => {
        clearTimeout(deadline)
        this.waiting.delete(admit)
        this.underWay += 1
        resolve()
      }
      const deadline = setTimeout(() => {
        this.waiting.delete(admit)
        reject(new StoreUnavailableError('not_applied', BUSY))
      }, leftMs)
      this.waiting.add(admit)
      this.admitWaiting()
    })
  }

  private hasRoom(): boolean {
    if (this.pauseMs() > 0) return false
    const expectedBytes = Math.max(this.expectedBytes, this.largestBytes)
    return this.underWay === 0 || (this.underWay + 1) * expectedBytes <= MAX_OWNER_BYTES
  }

  private pauseMs(): number {
    return this.paidAt - performance.now() - BURST_BYTES / BYTES_PER_MS
  }
}
