/** What a call does at a node. It decides which rejections of other calls concern it. */
export type Demand = 'read' | 'write' | 'grow' | 'remove'

/** What a node rejects: everything, all writes, or writes that need memory. */
export type RejectionKind = 'node' | 'writes' | 'growth'

/** The node that a call goes to, and its demand. */
export interface CallTarget {
  demand: Demand
  node(): string
}

/** An open breaker sends one call in this time, as a trial. A trial without an outcome by then has hung. */
const TRIAL_INTERVAL_MS = 100
/** Rejections older than this, or than one deadline if that is longer, are ignored. */
const MIN_MAX_AGE_MS = 1000

/** `remove`: `delete` and `erase` are always tried, because they end what OOM rejects. */
const BLOCKED_BY: Record<Demand, readonly RejectionKind[]> = {
  read: ['node'],
  write: ['node', 'writes'],
  grow: ['node', 'writes', 'growth'],
  remove: [],
}

/**
 * The kinds of rejection that a success disproves. A removal may have found nothing to remove, and
 * so written nothing.
 */
const DISPROVES: Record<Demand, readonly RejectionKind[]> = {
  read: ['node'],
  write: ['node', 'writes'],
  grow: ['node', 'writes', 'growth'],
  remove: ['node'],
}

export interface Breakers {
  /** The open breakers that concern this call. */
  openFor(target: CallTarget): Breaker[]
  onSuccess(target: CallTarget): void
  /** `sentAt`: when the rejected attempt was sent, by performance.now(). */
  onRejection(target: CallTarget, kind: RejectionKind, words: string, sentAt: number): void
}

export interface Breaker {
  readonly kind: RejectionKind
  /** The words of the last rejection. */
  words(): string
  /**
   * Whether this call may proceed: it is a trial, or one that was sent after it came has succeeded. An
   * older trial may have been rejected before the server was well again.
   */
  admit(ms: number): Promise<boolean>
}

/** One breaker for each node and kind of rejection. Its states are in docs/operations.md. */
export function createBreakers(openAfterMs: number): Breakers {
  const breakers = new Map<string, ReturnType<typeof createBreaker>>()
  const keyOf = (node: string, kind: RejectionKind) => `${kind} ${node}`

  return {
    openFor({ demand, node }) {
      if (breakers.size === 0) return []
      return BLOCKED_BY[demand].flatMap((kind) => {
        const breaker = breakers.get(keyOf(node(), kind))
        return breaker?.isOpen() ? [breaker] : []
      })
    },
    onSuccess({ demand, node }) {
      if (breakers.size === 0) return
      for (const kind of DISPROVES[demand]) {
        const key = keyOf(node(), kind)
        breakers.get(key)?.close()
        breakers.delete(key)
      }
    },
    onRejection({ node }, kind, words, sentAt) {
      const key = keyOf(node(), kind)
      const breaker = breakers.get(key) ?? createBreaker(kind, openAfterMs)
      breakers.set(key, breaker)
      breaker.reject(words, sentAt)
    },
  }
}

function createBreaker(kind: RejectionKind, openAfterMs: number) {
  const maxAgeMs = Math.max(openAfterMs, MIN_MAX_AGE_MS)
  let since = 0
  let lastAt = Number.NEGATIVE_INFINITY
  let lastWords = ''
  let trialAt = Number.NEGATIVE_INFINITY
  type Settle = (succeeded: boolean) => void
  /** Calls that came before the last trial was sent. */
  const watching = new Set<Settle>()
  /** Calls that came later: one of them is the next trial. */
  const waiting = new Set<Settle>()
  let nextTrial: NodeJS.Timeout | undefined

  function endTrial(succeeded: boolean): void {
    for (const settle of watching) settle(succeeded)
  }

  function schedule(): void {
    nextTrial ??= setTimeout(sendTrial, trialAt + TRIAL_INTERVAL_MS - performance.now())
  }

  function sendTrial(): void {
    abandonTrial()
    // The last to come has the most time left.
    const [trial, ...others] = [...waiting].reverse()
    if (trial === undefined) return
    trialAt = performance.now()
    waiting.clear()
    for (const other of others) watching.add(other)
    if (others.length > 0) schedule()
    trial(true)
  }

  function abandonTrial(): void {
    clearTimeout(nextTrial)
    nextTrial = undefined
    endTrial(false)
  }

  return {
    kind,
    words: () => lastWords,
    isOpen: () => lastAt - since > openAfterMs && performance.now() - lastAt <= maxAgeMs,
    admit(ms: number): Promise<boolean> {
      if (waiting.size === 0 && performance.now() - trialAt >= TRIAL_INTERVAL_MS) {
        abandonTrial()
        trialAt = performance.now()
        return Promise.resolve(true)
      }
      return new Promise((resolve) => {
        const settle = (succeeded: boolean) => {
          clearTimeout(timer)
          waiting.delete(settle)
          watching.delete(settle)
          resolve(succeeded)
        }
        const timer = setTimeout(() => settle(false), ms)
        waiting.add(settle)
        schedule()
      })
    },
    reject(words: string, sentAt: number): void {
      if (sentAt - lastAt > maxAgeMs) since = sentAt
      lastAt = performance.now()
      lastWords = words
      // A call sent before the trial cannot decide the trial's outcome.
      if (sentAt >= trialAt) endTrial(false)
    },
    close(): void {
      clearTimeout(nextTrial)
      for (const settle of [...watching, ...waiting]) settle(true)
    },
  }
}
