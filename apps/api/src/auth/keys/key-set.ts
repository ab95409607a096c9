import { setTimeout as pause } from 'node:timers/promises'
import type { JSONWebKeySet, JWSHeaderParameters } from 'jose'
import { KeysUnavailableError } from '../../errors/errors.ts'
import type { FetchKeySet } from './fetch-key-set.ts'
import { type CandidateKey, createKeyMatcher, type MatchKeys } from './published-keys.ts'

export interface KeySetTimes {
  /** Timeout of a fetch. */
  timeoutMs: number
  /** Minimum time between two fetches, so that made-up key names cannot flood the endpoint. */
  minFetchIntervalMs: number
  /** Keys in use are refreshed this often, in the background. */
  refreshMs: number
  /** How long a key is accepted after it is not published any more. */
  graceMs: number
  /** How long keys are accepted while the endpoint cannot be reached. */
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

/** Max retired sets. Real providers rotate keys over weeks. */
const MAX_RETIRED_SETS = 5

/** `lost`: once per outage of the endpoint; `changed`: it publishes other keys than before. */
export type KeySetEvent = { type: 'lost'; error: unknown } | { type: 'changed'; kids: string[] }

export interface KeySet {
  /**
   * The keys that may have signed a token, to try one after the other. If none of the known ones
   * fits, waits for a fetch that begins after this call and yields what is new. Throws
   * KeysUnavailableError if there was no key to try and the fetch failed.
   */
  candidates(header: JWSHeaderParameters): AsyncIterable<CandidateKey>
  /**
   * Whether there are keys to verify with. Has them fetched where calls would: a server that is not
   * ready gets no calls, so it would otherwise stay without keys.
   */
  isUsable(): boolean
}

interface Published {
  set: JSONWebKeySet
  match: MatchKeys
  fetchedAt: number
}

/**
 * The keys of an identity provider. Calls with a known key never wait for the endpoint, whatever
 * its state. jose's remote key set makes calls wait once its keys are old, fails them if the
 * endpoint is down then, and rejects a new key's tokens for half a minute after a fetch.
 */
export function createKeySet(
  fetchKeys: FetchKeySet,
  times: KeySetTimes,
  observe: (event: KeySetEvent) => void,
): KeySet {
  let current: Published | undefined
  let retiredSets: (Published & { until: number })[] = []
  /** The error of the last fetch, if it failed. */
  let failure: KeysUnavailableError | undefined
  let currentFetch: Promise<void> | undefined
  let nextFetch: Promise<void> | undefined
  let endedAt = Number.NEGATIVE_INFINITY

  function take(set: JSONWebKeySet): void {
    const now = performance.now()
    if (current !== undefined && isSame(current.set, set)) {
      // Unchanged sets are kept, so that their keys need not be imported again.
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

  /** One fetch for all calls made before it begins. Never rejects. */
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

  function refreshIfOld(): void {
    const isOld = current === undefined || performance.now() - current.fetchedAt > times.refreshMs
    if (isOld && currentFetch === undefined) void fetchAnew()
  }

  function trusted(): Published[] {
    const now = performance.now()
    if (current === undefined || now - current.fetchedAt > times.maxStaleMs) return []
    return [current, ...retiredSets.filter(({ until }) => now < until)]
  }

  /** The trusted sets, each once: an unchanged set has the same keys as before. */
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

  // Fetches before the first token comes, so that a wrong URL is logged at start.
  void fetchAnew()

  return {
    async *candidates(header) {
      refreshIfOld()
      const tried = new Set<MatchKeys>()
      const known = await matchNew(header, tried)
      yield* known
      // The key is unknown, or was replaced under its name. A pending fetch may already bring it.
      if (failure === undefined && currentFetch !== undefined) {
        await currentFetch
        yield* await matchNew(header, tried)
      }
      // No call waits for an endpoint that has just failed; it is a 503 with Retry-After.
      const anew = fetchAnew()
      if (failure === undefined) await anew
      const found = await matchNew(header, tried)
      yield* found
      if (known.length + found.length === 0 && failure !== undefined) throw failure
    },
    isUsable() {
      refreshIfOld()
      return trusted().length > 0
    },
  }
}

function isSame(one: JSONWebKeySet, other: JSONWebKeySet): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
