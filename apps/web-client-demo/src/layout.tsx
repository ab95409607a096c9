import { Link, Outlet, useParams } from '@tanstack/react-router'
import { Bug, Compass } from 'lucide-react'
import { Sidebar } from './conversations/sidebar.tsx'
import { OutageBanner } from './health/outage-banner.tsx'
import { Button } from './ui/button.tsx'
import { EmptyState } from './ui/empty-state.tsx'

/** Two panes; on a phone one of them, by whether a conversation is open. */
export function Layout() {
  const { conversationId } = useParams({ strict: false })
  const isOpen = conversationId !== undefined
  return (
    <div className="flex h-dvh flex-col">
      <OutageBanner />
      <div className="flex min-h-0 grow">
        <div
          className={`w-full shrink-0 border-line md:flex md:w-80 md:border-r lg:w-96 ${isOpen ? 'hidden' : 'flex'}`}
        >
          <Sidebar />
        </div>
        <main className={`min-w-0 grow flex-col bg-surface md:flex ${isOpen ? 'flex' : 'hidden'}`}>
          <Outlet />
        </main>
      </div>
    </div>
  )
}

export function NoSuchPage() {
  return (
    <EmptyState icon={Compass} title="There is nothing at this address">
      <Link to="/" className="font-medium text-accent underline underline-offset-2">
        Back to your conversations
      </Link>
    </EmptyState>
  )
}

/** A mistake of ours. What was written is in storage, so loading the page again loses nothing. */
export function CrashedPage() {
  return (
    <EmptyState icon={Bug} title="Something went wrong on this page">
      <Button className="mt-2" onClick={() => location.reload()}>
        Load it again
      </Button>
    </EmptyState>
  )
}
