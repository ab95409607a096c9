import { onlineManager, type QueryClient } from '@tanstack/react-query'
import type { AppRouter } from '@threadkeep/api'
import { createThreadkeepClient, type FailedAttempt, retryAfterMs } from '@threadkeep/client'
import { ERRORS } from '@threadkeep/shared'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import type { Api, ApiOptions } from '../api.ts'
import { describeError, reasonOf } from '../errors.ts'
import { createLiveCache, type LiveCache } from '../live/live-cache.ts'
import { createWatches, type Watches } from '../live/watches.ts'
import { type Session, sessionKey } from '../session/session.ts'
import { createTokenSource } from '../session/tokens.ts'
import { notify } from '../ui/notify.ts'
import { type ConnectivityMonitor, createConnectivityMonitor } from './connectivity.ts'
import { type ConversationCache, createConversationCache } from './conversation-cache.ts'
import { createDeletions, type Deletions } from './deletions.ts'
import { createDrafts, type Drafts } from './drafts.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { createPartingApi } from './parting-api.ts'
import { createPinHints, type PinHints } from './pin-hints.ts'
import { createQueryClient } from './query-client.ts'
import { shouldRetry } from './should-retry.ts'
import { createUnsentStorage } from './unsent-storage.ts'

/** All that one user's page works with. Nothing in it outlives the session or serves another. */
export interface Client {
  api: Api
  trpc: ApiOptions
  queryClient: QueryClient
  connectivity: ConnectivityMonitor
  cache: ConversationCache
  live: LiveCache
  watches: Watches
  outbox: Outbox
  drafts: Drafts
  deletions: Deletions
  pinHints: PinHints
  /** Begins to monitor the API; the function returned ends that. */
  start(): () => void
}

export function createClient(session: Session, onSignInRequired: () => void): Client {
  const tokens = createTokenSource(session)
  const api = createThreadkeepClient({
    url: '/trpc',
    token: tokens.get,
    // A restarted development API signs with another secret: one fresh token is worth a try.
    renewToken: tokens.renew,
    retry: { attempts: 3, shouldRetry },
    onFailure: noteFailure,
  })
  const connectivity = createConnectivityMonitor(() => api.health.query())
  const queryClient = createQueryClient()
  const trpc = createTRPCOptionsProxy<AppRouter>({ client: api, queryClient })
  const cache = createConversationCache(queryClient, trpc)
  const live = createLiveCache(queryClient, trpc)
  const watches = createWatches({ api, trpc, queryClient, cache, live })
  const personKey = sessionKey(session)
  const storage = createUnsentStorage(personKey)
  const outbox = createOutbox({ queryClient, api, trpc, cache, live, storage })
  const drafts = createDrafts(personKey)

  const deletions = createDeletions({
    api,
    partingApi: createPartingApi(tokens.get),
    onDeleted(id) {
      cache.remove(id)
      live.remove(id)
      outbox.discardAll(id)
      drafts.set(id, '')
    },
    onFailed(ids, error) {
      const words = error === undefined ? ERRORS.DATA_LOSS.message : describeError(error)
      notify(`Not deleted. ${words}`, {
        label: 'Try again',
        onClick: () => deletions.request(ids),
      })
    },
  })

  function noteFailure({ call, error, willRetry, attempt }: FailedAttempt) {
    // The connectivity monitor makes this call, and handles its failure.
    if (call.path === 'health') return
    // The first lost connection of a watch is no outage: servers are replaced. A second one in a row is.
    if (call.type === 'subscription' && willRetry && attempt === 1) return
    const reason = reasonOf(error)
    if (reason === 'UNAUTHENTICATED' && !willRetry) onSignInRequired()
    if (reason === 'STORE_UNAVAILABLE') {
      connectivity.report(error.data?.unavailable ?? 'store', retryAfterMs(error))
    }
    if (reason === 'UNREACHABLE') connectivity.report('server')
  }

  return {
    api,
    trpc,
    queryClient,
    connectivity,
    cache,
    live,
    watches,
    outbox,
    drafts,
    deletions,
    pinHints: createPinHints(personKey),
    start() {
      // To TanStack Query an outage is being offline: it pauses, and goes on by itself when it ends.
      onlineManager.setEventListener((setOnline) =>
        connectivity.subscribe(() => setOnline(connectivity.getSnapshot().outage === undefined)),
      )
      const ends = [outbox.start(), drafts.start(), deletions.start(), connectivity.start()]
      return () => {
        for (const end of ends) end()
      }
    },
  }
}
