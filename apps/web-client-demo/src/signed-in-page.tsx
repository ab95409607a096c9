import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { ClientProvider, useClient } from './client/client-context.tsx'
import { createAppRouter } from './router.tsx'
import { type Session, sessionKey } from './session/session.ts'

interface SignedInPageProps {
  session: Session
  onSignInRequired(): void
}

export function SignedInPage({ session, onSignInRequired }: SignedInPageProps) {
  return (
    <ClientProvider key={sessionKey(session)} session={session} onSignInRequired={onSignInRequired}>
      <Routes />
    </ClientProvider>
  )
}

function Routes() {
  const client = useClient()
  const [router] = useState(() => createAppRouter(client))
  return <RouterProvider router={router} />
}
