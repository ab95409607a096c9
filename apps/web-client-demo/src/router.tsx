import {
  createBrowserHistory,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router'
import type { Status } from './api.ts'
import { prefetchConversation } from './chat/conversation-queries.ts'
import { NothingOpen } from './chat/nothing-open.tsx'
import type { Client } from './client/client-context.tsx'
import { FILTERS } from './client/conversation-cache.ts'
import { CrashedPage } from './crashed-page.tsx'
import { Layout, NoSuchPage } from './layout.tsx'

/* The address says which conversation is open and which ones are listed: /c/<id>?status=archived */

const rootRoute = createRootRouteWithContext<{ client: Client }>()({
  validateSearch: (search: Record<string, unknown>): { status?: Status | undefined } => {
    const status = FILTERS.find((filter) => filter === search['status'])
    return status ? { status } : {}
  },
  component: Layout,
  notFoundComponent: NoSuchPage,
})

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: NothingOpen,
})

const conversationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/c/$conversationId',
  loader: ({ context, params }) => prefetchConversation(context.client, params.conversationId),
  // Signing in and the list need none of it.
  component: lazyRouteComponent(() => import('./chat/conversation-page.tsx'), 'ConversationPage'),
})

const newRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/new',
  component: lazyRouteComponent(
    () => import('./chat/start/new-conversation-page.tsx'),
    'NewConversationPage',
  ),
})

const history = createBrowserHistory()
const routeTree = rootRoute.addChildren([indexRoute, newRoute, conversationRoute])

/** One for each client: a route asks for what it shows. */
export function createAppRouter(client: Client) {
  return createRouter({
    routeTree,
    history,
    context: { client },
    defaultErrorComponent: CrashedPage,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
  interface HistoryState {
    /** It was begun just now, and its user goes on writing in it. */
    isBegun?: boolean
  }
}
