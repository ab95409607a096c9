import { createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { ClientScope } from '../client/client-context.tsx'
import { createClient } from '../client/create-client.ts'
import { ListStates } from './list-states.tsx'
import { MessageStates } from './message-states.tsx'
import { PartStates } from './part-states.tsx'

/** Every component in every state, without a server: in development, at /gallery. */
function States() {
  // Never started, it asks nobody for anything.
  const [client] = useState(() =>
    createClient({ kind: 'demo', tenantId: 'contoso', userId: 'ada' }, () => {}),
  )
  return (
    <ClientScope client={client}>
      <main className="h-dvh overflow-y-auto">
        <div className="mx-auto max-w-3xl space-y-12 p-6">
          <h1 className="text-2xl font-semibold">Gallery</h1>
          <PartStates />
          <ListStates />
          <MessageStates />
        </div>
      </main>
    </ClientScope>
  )
}

const router = createRouter({
  routeTree: createRootRoute({ component: States, notFoundComponent: () => null }),
})

export function Gallery() {
  return <RouterProvider router={router} />
}
