import { lazy, Suspense } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { CrashedPage } from './crashed-page.tsx'
import { later } from './later.ts'
import { SessionProvider, useSession } from './session/session-context.tsx'
import { SignIn } from './session/sign-in.tsx'

const Toaster = lazy(() =>
  later(() => import('./ui/toaster.tsx')).then(({ Toaster: view }) => ({ default: view })),
)
/** Signing in needs none of it. Until it is there, what was shown before stays. */
const SignedInPage = lazy(() =>
  import('./signed-in-page.tsx').then(({ SignedInPage: view }) => ({ default: view })),
)

export function App() {
  return (
    <ErrorBoundary FallbackComponent={CrashedPage}>
      <SessionProvider>
        <Page />
      </SessionProvider>
      <Suspense>
        <Toaster />
      </Suspense>
    </ErrorBoundary>
  )
}

/** The address stays the same during sign-in, so a shared link opens after it. */
function Page() {
  const { session, expire } = useSession()
  if (!session) return <SignIn />
  return <SignedInPage session={session} onSignInRequired={expire} />
}
