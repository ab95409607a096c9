import { lazy, Suspense } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import { later } from '../later.ts'
import { PersonLabel } from './person-label.tsx'
import type { Session } from './session.ts'

const UserMenu = lazy(() =>
  later(() => import('./user-menu.tsx')).then(({ UserMenu: view }) => ({ default: view })),
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
