import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import type { Status } from './api.ts'
import { ConversationPage } from './chat/conversation-page.tsx'
import { NothingOpen } from './chat/nothing-open.tsx'
import { FILTERS } from './client/conversation-cache.ts'
import { CrashedPage, Layout, NoSuchPage } from './layout.tsx'

/* The address says which conversation is open and which ones are listed: /c/<id>?status=archived */

const rootRoute = createRootRoute({
  validateSearch: (search: Record<string, unknown>): { status?: Status } => {
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
  component: ConversationPage,
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([indexRoute, conversationRoute]),
  defaultErrorComponent: CrashedPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
