import { RouterProvider } from '@tanstack/react-router'
import { ClientProvider } from './client/client-context.tsx'
import { router } from './router.tsx'
import { sessionKey } from './session/session.ts'
import { SessionProvider, useSession } from './session/session-context.tsx'
import { SignIn } from './session/sign-in.tsx'
import { ToastProvider } from './ui/toast.tsx'

export function App() {
  return (
    <SessionProvider>
      <ToastProvider>
        <SignedInPage />
      </ToastProvider>
    </SessionProvider>
  )
}

/** The address stays as it is while somebody signs in, so a shared link opens after it. */
function SignedInPage() {
  const { session, expire } = useSession()
  if (!session) return <SignIn />
  return (
    <ClientProvider key={sessionKey(session)} session={session} onSignInRequired={expire}>
      <RouterProvider router={router} />
    </ClientProvider>
  )
}
