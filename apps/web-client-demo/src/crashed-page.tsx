import { Bug } from 'lucide-react'
import { saveSession } from './session/session.ts'
import { Button } from './ui/button.tsx'
import { EmptyState } from './ui/empty-state.tsx'

/**
 * A bug of ours. What was written is in storage, so loading the page again loses nothing. Signing
 * out goes past all contexts, because any of them may be what crashed.
 */
export function CrashedPage() {
  function signOut() {
    saveSession(undefined)
    location.assign('/')
  }
  return (
    <main role="alert" className="grid h-full place-items-center">
      <EmptyState icon={Bug} isPage title="Something went wrong on this page">
        <p>What you wrote is kept in this browser.</p>
        <div className="mt-4 flex justify-center gap-2">
          <Button onClick={() => location.reload()}>Load it again</Button>
          <Button variant="quiet" onClick={signOut}>
            Sign out
          </Button>
        </div>
      </EmptyState>
    </main>
  )
}
