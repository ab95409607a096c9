/** What a fault proxy does to the bytes that pass. */
export type Fault =
  | { readonly kind: 'none' }
  /**
   * As a network that drops every packet: nothing passes either way, nothing closes, and new
   * connections are accepted into silence. What was sent meanwhile arrives when it heals, as TCP's
   * retransmission would have it.
   */
  | { readonly kind: 'black-hole' }
  /** Requests arrive and are executed, their replies wait until it heals. */
  | { readonly kind: 'hold-replies' }
  | { readonly kind: 'delay-replies'; readonly ms: number }
  /** A slow link that all connections share fairly. Each direction has this much. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** Every byte, both ways, in a segment of its own. */
  | { readonly kind: 'slice' }
  /** RST in place of the reply: the request was executed, its sender never learns. */
  | ({ readonly kind: 'cut-reply' } & Aim)
  /** So many bytes of the reply, then an orderly end of the connection. */
  | ({ readonly kind: 'truncate-reply'; readonly bytes: number } & Aim)
  /** Other bytes in place of the reply; the connection stays. */
  | ({ readonly kind: 'replace-reply'; readonly by: Buffer } & Aim)

/** Which replies are hit: the first bytes that come back after a request chosen so. */
interface Aim {
  /** Asked with what the client's socket delivered in one read. Default: every request. */
  readonly when?: (request: Buffer) => boolean
  /** After so many hits the proxy heals by itself. Default: never. */
  readonly times?: number
}

export const isAimed = (fault: Fault): fault is Fault & Aim =>
  fault.kind === 'cut-reply' || fault.kind === 'truncate-reply' || fault.kind === 'replace-reply'

export type Direction = 'request' | 'reply'

/** The milliseconds for which bytes of this direction are kept back: 0 for not, Infinity until it heals. */
export function holdTime(fault: Fault, direction: Direction): number {
  if (fault.kind === 'black-hole') return Number.POSITIVE_INFINITY
  if (direction === 'request') return 0
  if (fault.kind === 'hold-replies') return Number.POSITIVE_INFINITY
  return fault.kind === 'delay-replies' ? fault.ms : 0
}

/** The fault in force, shared by all connections of one proxy. */
export interface FaultSwitch {
  readonly current: Fault
  /** Aborted when another fault comes into force. */
  readonly changed: AbortSignal
  inject(fault: Fault): void
  /** To be told of each hit of an aimed fault. */
  hit(): void
}

export const NO_FAULT: Fault = { kind: 'none' }

export function createFaultSwitch(): FaultSwitch {
  let current = NO_FAULT
  let hitsLeft = Number.POSITIVE_INFINITY
  let change = new AbortController()
  const inject = (fault: Fault) => {
    const before = change
    current = fault
    hitsLeft = (isAimed(fault) ? fault.times : undefined) ?? Number.POSITIVE_INFINITY
    change = new AbortController()
    before.abort()
  }
  return {
    get current() {
      return current
    },
    get changed() {
      return change.signal
    },
    inject,
    hit() {
      hitsLeft -= 1
      if (hitsLeft === 0) inject(NO_FAULT)
    },
  }
}
