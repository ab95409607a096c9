import { lazy, Suspense } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { PersonLabel } from './person-label.tsx'
import type { Session } from './session.ts'

/** Its menu is loaded later: it is large, and the first paint does not need it. */
const UserMenu = lazy(() =>
  import('./user-menu.tsx').then(({ UserMenu: view }) => ({ default: view })),
)

export function SignedIn({ session }: { session: Session }) {
  const label = (
    <p className="flex min-w-0 grow items-center gap-3 p-1.5">
      <PersonLabel session={session} />
    </p>
  )
  return (
    <ErrorBoundary fallback={label}>
      <Suspense fallback={label}>
        <UserMenu session={session} />
      </Suspense>
    </ErrorBoundary>
  )
}
