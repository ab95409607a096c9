import { setTimeout as pause } from 'node:timers/promises'
import type { JSONWebKeySet, JWSHeaderParameters } from 'jose'
import { KeysUnavailableError } from '../../errors/errors.ts'
import type { FetchKeySet } from './fetch-key-set.ts'
import { type CandidateKey, createKeyMatcher, type MatchKeys } from './published-keys.ts'

export interface KeySetTimes {
  /** Longest wait for the endpoint's answer. */
  timeoutMs: number
  /** Between two fetches at least, so that made-up key names cannot flood the endpoint. */
  minFetchIntervalMs: number
  /** Keys in use are looked after this often, beside the calls. */
  refreshMs: number
  /** How long a key that is not published any more is still taken. */
  graceMs: number
  /** How long keys are good for while the endpoint cannot be asked. */
  maxStaleMs: number
}

const MINUTE_MS = 60_000

export const KEY_SET_TIMES: KeySetTimes = {
  timeoutMs: 3000,
  minFetchIntervalMs: 1000,
  refreshMs: 5 * MINUTE_MS,
  graceMs: 5 * MINUTE_MS,
  maxStaleMs: 24 * 60 * MINUTE_MS,
}

/** Of sets that are not published any more; real providers change theirs in weeks. */
const MAX_RETIRED_SETS = 5

/** `lost` once per outage of the endpoint; `changed` when it publishes other keys than before. */
export type KeySetEvent = { type: 'lost'; error: unknown } | { type: 'changed'; kids: string[] }

export interface KeySet {
  /**
   * The keys that may have signed a token, to be tried one after the other. Who asks for more than
   * are known waits for a fetch that begins after that, and gets what is new in it. Throws
   * KeysUnavailableError when there was no key to try and that could not be found out.
   */
  candidates(header: JWSHeaderParameters): AsyncIterable<CandidateKey>
  /** Whether there are keys to verify with now. */
  isUsable(): boolean
}

interface Published {
  set: JSONWebKeySet
  match: MatchKeys
  fetchedAt: number
}

/**
 * Keys of an identity provider, as fresh as need be and as old as may be. Calls with a known key
 * never wait for the endpoint, whatever state it is in; jose's own remote set would have them wait
 * once its keys are old, refuse them when the endpoint is down then, and for half a minute after a
 * fetch it would refuse a new key's tokens without a look.
 */
export function createKeySet(
  fetchKeys: FetchKeySet,
  times: KeySetTimes,
  observe: (event: KeySetEvent) => void,
): KeySet {
  let current: Published | undefined
  let retiredSets: (Published & { until: number })[] = []
  /** Of the last fetch, if that failed. */
  let failure: KeysUnavailableError | undefined
  let currentFetch: Promise<void> | undefined
  let nextFetch: Promise<void> | undefined
  let endedAt = Number.NEGATIVE_INFINITY

  function take(set: JSONWebKeySet): void {
    const now = performance.now()
    if (current !== undefined && isSame(current.set, set)) {
      // As they are, they need no importing again.
      current.fetchedAt = now
      return
    }
    const replaced = current
    current = { set, match: createKeyMatcher(set), fetchedAt: now }
    if (replaced !== undefined) {
      retiredSets = [{ ...replaced, until: now + times.graceMs }, ...retiredSets]
        .filter((known) => now < known.until && !isSame(known.set, set))
        .slice(0, MAX_RETIRED_SETS)
    }
    observe({ type: 'changed', kids: set.keys.map(({ kid }) => String(kid)) })
  }

  async function run(): Promise<void> {
    try {
      take(await fetchKeys(times.timeoutMs))
      failure = undefined
    } catch (error) {
      if (failure === undefined) observe({ type: 'lost', error })
      failure = new KeysUnavailableError(`no keys to verify with: ${error}`)
    }
    endedAt = performance.now()
    currentFetch = undefined
  }

  /** One fetch for all who ask before it begins. Never rejects. */
  function fetchAnew(): Promise<void> {
    nextFetch ??= (async () => {
      await currentFetch
      const left = endedAt + times.minFetchIntervalMs - performance.now()
      if (left > 0) await pause(left, undefined, { ref: false })
      nextFetch = undefined
      currentFetch = run()
      await currentFetch
    })()
    return nextFetch
  }

  function trusted(): Published[] {
    const now = performance.now()
    if (current === undefined || now - current.fetchedAt > times.maxStaleMs) return []
    return [current, ...retiredSets.filter(({ until }) => now < until)]
  }

  /** Of the trusted sets, each set once: an unchanged one has the same keys as before. */
  async function matchNew(
    header: JWSHeaderParameters,
    tried: Set<MatchKeys>,
  ): Promise<CandidateKey[]> {
    const sets = trusted().filter(({ match }) => !tried.has(match))
    for (const { match } of sets) tried.add(match)
    try {
      return (await Promise.all(sets.map(({ match }) => match(header)))).flat()
    } catch (error) {
      throw new KeysUnavailableError(`the key set cannot be used: ${error}`)
    }
  }

  // Before the first token comes, and so that a wrong URL is in the log from the start.
  void fetchAnew()

  return {
    async *candidates(header) {
      if (performance.now() - (current?.fetchedAt ?? 0) > times.refreshMs) void fetchAnew()
      const tried = new Set<MatchKeys>()
      const known = await matchNew(header, tried)
      yield* known
      // Not known, or replaced under its name. What is under way may already bring it.
      if (failure === undefined && currentFetch !== undefined) {
        await currentFetch
        yield* await matchNew(header, tried)
      }
      // Nobody waits for an endpoint that has just failed: the answer then is to ask again later.
      const anew = fetchAnew()
      if (failure === undefined) await anew
      const found = await matchNew(header, tried)
      yield* found
      if (known.length + found.length === 0 && failure !== undefined) throw failure
    },
    isUsable: () => trusted().length > 0,
  }
}

function isSame(one: JSONWebKeySet, other: JSONWebKeySet): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
