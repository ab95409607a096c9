import type { Owner, Tracked } from '@threadkeep/shared'
import { type TrackedEnvelope, tracked } from '@trpc/server'
import { toTRPCError } from '../errors/error-map.ts'
import { RateLimitedError, UnauthenticatedError } from '../errors/errors.ts'
import { hashOwner } from '../lib/hash-owner.ts'

/** Another watch may end at any time. */
const RETRY_AFTER_SECONDS = 5
/** The longest timeout that setTimeout accepts. */
const MAX_TIMER_MS = 2 ** 31 - 1

export interface WatchRequest<Event> {
  owner: Owner
  /** In milliseconds since 1970. */
  tokenEndsAt: number
  signal: AbortSignal | undefined
  events(signal: AbortSignal): AsyncIterable<Tracked<Event>>
}

/**
 * Events in tRPC's form, until the client disconnects, its token expires or the server stops.
 * Throws RateLimitedError if there are too many watches.
 */
export type OpenWatch = <Event>(
  request: WatchRequest<Event>,
) => AsyncGenerator<TrackedEnvelope<Event>>

type Followed = Omit<WatchRequest<unknown>, 'events'> & { ended: AbortController }

export interface WatchLimits {
  /** Max watches of this process at a time. */
  maxWatches: number
  /** Of which one user may hold so many. */
  maxWatchesPerUser: number
}

/** `stopping` ends all watches. */
export function createWatches(
  { maxWatches, maxWatchesPerUser }: WatchLimits,
  stopping: AbortSignal,
  observe: (open: number) => void,
): OpenWatch {
  const byOwner = new Map<string, number>()
  let open = 0

  function take(owner: Owner): () => void {
    const key = hashOwner(owner)
    const ofOwner = byOwner.get(key) ?? 0
    if (open >= maxWatches || ofOwner >= maxWatchesPerUser) {
      throw new RateLimitedError(RETRY_AFTER_SECONDS)
    }
    byOwner.set(key, ofOwner + 1)
    open += 1
    observe(open)
    return () => {
      const left = (byOwner.get(key) ?? 1) - 1
      if (left === 0) byOwner.delete(key)
      else byOwner.set(key, left)
      open -= 1
      observe(open)
    }
  }

  // Not a generator itself: that would keep the request, and what made it, for as long as it lasts.
  return ({ owner, tokenEndsAt, signal, events }) => {
    const ended = new AbortController()
    return follow(events(ended.signal), { owner, tokenEndsAt, signal, ended })
  }

  async function* follow<Event>(
    events: AsyncIterable<Tracked<Event>>,
    { owner, tokenEndsAt, signal, ended }: Followed,
  ): AsyncGenerator<TrackedEnvelope<Event>> {
    const end = () => ended.abort()
    let expired = false
    const untilExpiry = tokenEndsAt - Date.now()
    const timer = setTimeout(
      () => {
        // The clock is not asked again: a timer may be a millisecond ahead of it.
        expired = untilExpiry <= MAX_TIMER_MS
        end()
      },
      Math.min(untilExpiry, MAX_TIMER_MS),
    )
    let release: (() => void) | undefined
    try {
      release = take(owner)
      signal?.addEventListener('abort', end)
      stopping.addEventListener('abort', end)
      if (signal?.aborted || stopping.aborted) end()
      for await (const { id, event } of events) yield tracked(id, event)
      if (expired) throw new UnauthenticatedError('the token has expired')
    } catch (error) {
      throw toTRPCError(error)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      stopping.removeEventListener('abort', end)
      release?.()
    }
  }
}
