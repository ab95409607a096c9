import { RouterProvider } from '@tanstack/react-router'
import { ClientProvider } from './client/client-context.tsx'
import { router } from './router.tsx'
import { type Session, sessionKey } from './session/session.ts'

interface SignedInPageProps {
  session: Session
  onSignInRequired(): void
}

export function SignedInPage({ session, onSignInRequired }: SignedInPageProps) {
  return (
    <ClientProvider key={sessionKey(session)} session={session} onSignInRequired={onSignInRequired}>
      <RouterProvider router={router} />
    </ClientProvider>
  )
}
