import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { Sidebar } from './conversations/sidebar.tsx'
import { OutageBanner } from './health/outage-banner.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { focusMain, MAIN_ID } from './ui/hooks/focus.ts'
import { useMediaQuery, WIDE } from './ui/hooks/use-media-query.ts'

/** Two panes; on a phone the right one wherever the address names more than the list. */
export function Layout() {
  const isOpen = useLocation({ select: ({ pathname }) => pathname !== '/' })
  const isWide = useMediaQuery(WIDE)
  return (
    <div className="flex h-dvh flex-col">
      <a
        href={`#${MAIN_ID}`}
        className="sr-only rounded-lg bg-raised text-sm font-medium focus:not-sr-only focus:absolute focus:px-3 focus:py-2 focus:top-2 focus:left-2 focus:z-50"
        onClick={(event) => {
          // The address names the conversation; a fragment has no place in it.
          event.preventDefault()
          focusMain()
        }}
      >
        Skip to the conversation
      </a>
      <OutageBanner />
      <div className="flex min-h-0 grow">
        <div
          className={`w-full shrink-0 border-line md:flex md:w-80 md:border-r lg:w-96 ${isOpen ? 'hidden' : 'flex'}`}
        >
          <Sidebar isPage={!isOpen} isShown={!isOpen || isWide} />
        </div>
        <main
          id={MAIN_ID}
          tabIndex={-1}
          className={`min-w-0 grow flex-col bg-surface outline-none md:flex ${isOpen ? 'flex' : 'sr-only md:not-sr-only'}`}
        >
          <Outlet />
        </main>
      </div>
    </div>
  )
}

export function NoSuchPage() {
  return (
    <EmptyState icon={Compass} isPage title="There is nothing at this address">
      <Link to="/" className="font-medium text-accent underline underline-offset-2">
        Back to your conversations
      </Link>
    </EmptyState>
  )
}
