import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { ClientProvider } from './client/client-context.tsx'
import { CrashedPage } from './crashed-page.tsx'
import { router } from './router.tsx'
import { sessionKey } from './session/session.ts'
import { SessionProvider, useSession } from './session/session-context.tsx'
import { SignIn } from './session/sign-in.tsx'

const Toaster = lazy(() =>
  import('./ui/toaster.tsx').then(({ Toaster: view }) => ({ default: view })),
)

export function App() {
  return (
    <ErrorBoundary FallbackComponent={CrashedPage}>
      <SessionProvider>
        <SignedInPage />
      </SessionProvider>
      <Suspense>
        <Toaster />
      </Suspense>
    </ErrorBoundary>
  )
}

/** The address stays the same during sign-in, so a shared link opens after it. */
function SignedInPage() {
  const { session, expire } = useSession()
  if (!session) return <SignIn />
  return (
    <ClientProvider key={sessionKey(session)} session={session} onSignInRequired={expire}>
      <RouterProvider router={router} />
    </ClientProvider>
  )
}
