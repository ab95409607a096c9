import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router'
import type { Status } from './api.ts'
import { NothingOpen } from './chat/nothing-open.tsx'
import { FILTERS } from './client/conversation-cache.ts'
import { CrashedPage } from './crashed-page.tsx'
import { Layout, NoSuchPage } from './layout.tsx'

/* The address says which conversation is open and which ones are listed: /c/<id>?status=archived */

const rootRoute = createRootRoute({
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

export const router = createRouter({
  routeTree: rootRoute.addChildren([indexRoute, newRoute, conversationRoute]),
  defaultErrorComponent: CrashedPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** It was begun just now, and its user goes on writing in it. */
    isBegun?: boolean
  }
}
