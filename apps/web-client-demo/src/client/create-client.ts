import { onlineManager, type QueryClient } from '@tanstack/react-query'
import type { AppRouter } from '@threadkeep/api'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import type { Api, ApiOptions } from '../api.ts'
import { reasonOf, retryAfterMs } from '../errors.ts'
import { type Session, sessionKey } from '../session/session.ts'
import { createTokenSource } from '../session/tokens.ts'
import { createApiClient } from './api-client.ts'
import { type ConnectivityMonitor, createConnectivityMonitor } from './connectivity.ts'
import { type ConversationCache, createConversationCache } from './conversation-cache.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { createQueryClient } from './query-client.ts'

/** All that one user's page works with. Nothing in it outlives the session or serves another. */
export interface Client {
  api: Api
  trpc: ApiOptions
  queryClient: QueryClient
  connectivity: ConnectivityMonitor
  cache: ConversationCache
  outbox: Outbox
  /** Begins to watch the API; the function returned ends it. */
  start(): () => void
}

export function createClient(session: Session, onSignInRequired: () => void): Client {
  const api = createApiClient({
    tokens: createTokenSource(session),
    onError(error) {
      const reason = reasonOf(error)
      if (reason === 'UNAUTHENTICATED') onSignInRequired()
      if (reason === 'STORE_UNAVAILABLE') connectivity.report('store', retryAfterMs(error))
      if (reason === 'UNREACHABLE') connectivity.report('server')
    },
  })
  const connectivity = createConnectivityMonitor(() => api.health.query())
  const queryClient = createQueryClient()
  const trpc = createTRPCOptionsProxy<AppRouter>({ client: api, queryClient })
  const cache = createConversationCache(queryClient, trpc)
  const storageKey = `threadkeep.unsent.${sessionKey(session)}`
  const outbox = createOutbox({ queryClient, api, trpc, cache, storageKey })

  return {
    api,
    trpc,
    queryClient,
    connectivity,
    cache,
    outbox,
    start() {
      // To TanStack Query an outage is being offline: it pauses, and goes on by itself when it ends.
      onlineManager.setEventListener((setOnline) =>
        connectivity.subscribe(() => setOnline(connectivity.getSnapshot().outage === undefined)),
      )
      outbox.resume()
      return connectivity.start()
    },
  }
}
