import { setTimeout as pause } from 'node:timers/promises'
import { StoreUnavailableError } from '@threadkeep/store'
import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWK,
  type JWTHeaderParameters,
} from 'jose'

export interface KeySetTimes {
  /** Longest wait for the endpoint's answer. */
  timeoutMs: number
  /** Between two fetches at least, so that made-up key names cannot flood the endpoint. */
  paceMs: number
  /** Keys in use are looked after this often, beside the calls. */
  refreshMs: number
  /** How long a key that is not published any more is still taken. */
  graceMs: number
  /** How long keys are good for while the endpoint cannot be asked. */
  staleMs: number
}

const MINUTE_MS = 60_000

export const KEY_SET_TIMES: KeySetTimes = {
  timeoutMs: 3000,
  paceMs: 1000,
  refreshMs: 5 * MINUTE_MS,
  graceMs: 5 * MINUTE_MS,
  staleMs: 24 * 60 * MINUTE_MS,
}

/** Of sets that are not published any more; real providers change theirs in weeks. */
const MAX_FORMER = 5

/** `lost` once per outage of the endpoint; `changed` when it publishes other keys than before. */
export type KeySetEvent = { type: 'lost'; error: unknown } | { type: 'changed'; kids: string[] }

/**
 * The key that a token names. Rejects with JWKSNoMatchingKey when keys that were fetched after the
 * token came do not hold it, and with StoreUnavailableError when that cannot be found out.
 */
export type FindKey = (header: JWTHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>

export interface KeySet {
  find: FindKey
  /** What is published of the key of this name, among those that are trusted now. */
  published(kid: string | undefined): JWK | undefined
}

interface Published {
  set: JSONWebKeySet
  find: FindKey
  fetchedAt: number
}

/**
 * Keys of an identity provider, as fresh as need be and as old as may be. Calls with a known key
 * never wait for the endpoint, whatever state it is in; jose's own remote set would have them wait
 * once its keys are old, refuse them when the endpoint is down then, and for half a minute after a
 * fetch it would refuse a new key's tokens without a look.
 */
export function createKeySet(
  fetchKeys: (timeoutMs: number) => Promise<JSONWebKeySet>,
  times: KeySetTimes,
  observe: (event: KeySetEvent) => void,
): KeySet {
  let current: Published | undefined
  let former: (Published & { until: number })[] = []
  /** Of the last fetch, if that failed. */
  let failure: StoreUnavailableError | undefined
  let running: Promise<void> | undefined
  let upcoming: Promise<void> | undefined
  let endedAt = Number.NEGATIVE_INFINITY

  function take(set: JSONWebKeySet): void {
    const now = performance.now()
    if (current !== undefined && isSame(current.set, set)) {
      // As they are, they need no importing again.
      current.fetchedAt = now
      return
    }
    const replaced = current
    current = { set, find: createLocalJWKSet(set), fetchedAt: now }
    if (replaced !== undefined) {
      former = [{ ...replaced, until: now + times.graceMs }, ...former]
        .filter((known) => now < known.until && !isSame(known.set, set))
        .slice(0, MAX_FORMER)
    }
    observe({ type: 'changed', kids: set.keys.map(({ kid }) => String(kid)) })
  }

  async function run(): Promise<void> {
    try {
      take(await fetchKeys(times.timeoutMs))
      failure = undefined
    } catch (error) {
      if (failure === undefined) observe({ type: 'lost', error })
      failure = new StoreUnavailableError('not_applied', `no keys to verify with: ${error}`)
    }
    endedAt = performance.now()
    running = undefined
  }

  /** One fetch for all who ask before it begins. Never rejects. */
  function fetchAnew(): Promise<void> {
    upcoming ??= (async () => {
      await running
      const left = endedAt + times.paceMs - performance.now()
      if (left > 0) await pause(left, undefined, { ref: false })
      upcoming = undefined
      running = run()
      await running
    })()
    return upcoming
  }

  function trusted(): Published[] {
    const now = performance.now()
    if (current === undefined || now - current.fetchedAt > times.staleMs) return []
    return [current, ...former.filter(({ until }) => now < until)]
  }

  async function findKnown(...named: Parameters<FindKey>): Promise<CryptoKey | undefined> {
    for (const { find } of trusted()) {
      try {
        return await find(...named)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      }
    }
    return undefined
  }

  /** Nobody waits for an endpoint that has just failed: the answer then is to ask again later. */
  async function findNew(...named: Parameters<FindKey>): Promise<CryptoKey> {
    if (failure === undefined && running !== undefined) {
      await running
      const found = await findKnown(...named)
      if (found !== undefined) return found
    }
    const anew = fetchAnew()
    if (failure === undefined) await anew
    const found = await findKnown(...named)
    if (found !== undefined) return found
    throw failure ?? new errors.JWKSNoMatchingKey()
  }

  // Before the first token comes, and so that a wrong URL is in the log from the start.
  void fetchAnew()

  return {
    async find(...named) {
      if (performance.now() - (current?.fetchedAt ?? 0) > times.refreshMs) void fetchAnew()
      return (await findKnown(...named)) ?? findNew(...named)
    },
    published(kid) {
      const keys = trusted().flatMap(({ set }) => set.keys)
      return keys.find((key) => key.kid === kid)
    },
  }
}

function isSame(one: JSONWebKeySet, other: JSONWebKeySet): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
