import { HealthBadge } from '../health/health-badge.tsx'
import { useWatchList } from '../live/use-watch.ts'
import { useSession } from '../session/session-context.tsx'
import { SignedIn } from '../session/signed-in.tsx'
import { Brand } from '../ui/brand.tsx'
import { ThemeToggle } from '../ui/theme-toggle.tsx'
import { ConversationList } from './conversation-list.tsx'
import { NewConversationButton } from './new-conversation-button.tsx'
import { StatusFilter } from './status-filter.tsx'
import { useFilter } from './use-filter.ts'

export function Sidebar() {
  const { session } = useSession()
  const filter = useFilter()
  useWatchList()
  return (
    <aside aria-label="Conversations" className="@container flex min-h-0 w-full flex-col">
      <div className="flex items-center justify-between gap-2 px-4 pt-4 pb-3">
        <Brand />
        <NewConversationButton />
      </div>
      <StatusFilter filter={filter} />
      <ConversationList key={filter} filter={filter} />
      <div className="flex items-center gap-1 border-t border-line p-2">
        {session && <SignedIn session={session} />}
        <HealthBadge />
        <ThemeToggle />
      </div>
    </aside>
  )
}
