import { ListChecks } from 'lucide-react'
import { useRef, useState } from 'react'
import { HealthBadge } from '../health/health-badge.tsx'
import { useWatchList } from '../live/use-watch.ts'
import { useSession } from '../session/session-context.tsx'
import { SignedIn } from '../session/signed-in.tsx'
import { ShortcutsButton } from '../shortcuts/shortcuts-button.tsx'
import { Brand } from '../ui/brand.tsx'
import { Button } from '../ui/button.tsx'
import { useLater } from '../ui/hooks/use-later.ts'
import { ThemeToggle } from '../ui/theme-toggle.tsx'
import { ConversationList } from './list/conversation-list.tsx'
import { NewConversationButton } from './new-conversation-button.tsx'
import { SearchField } from './search-field.tsx'
import { useSelection } from './selection/use-selection.ts'
import { StatusFilter } from './status-filter.tsx'
import { useFilter } from './use-filter.ts'

interface SidebarProps {
  /** No conversation is open, so that the page has its name from the list. */
  isPage: boolean
  isShown: boolean
}

export function Sidebar({ isPage, isShown }: SidebarProps) {
  const { session } = useSession()
  const filter = useFilter()
  const [query, setQuery] = useState('')
  const selection = useSelection()
  const entrance = useRef<() => void>(null)
  const selectButton = useRef<HTMLButtonElement>(null)
  // On a phone the list is hidden behind the conversation: load the conversation first.
  const hasList = useLater(isShown)
  useWatchList(hasList)
  return (
    <aside aria-label="Conversations" className="@container flex min-h-0 w-full flex-col">
      {isPage && <h1 className="sr-only">Your conversations</h1>}
      <div className="flex items-center gap-2 px-4 pt-4 pb-3">
        <div className="flex grow">
          <Brand />
        </div>
        <Button
          ref={selectButton}
          variant="quiet"
          size="icon"
          aria-label="Select conversations"
          title="Select conversations"
          aria-pressed={selection.ids !== undefined}
          onClick={selection.ids ? selection.end : selection.begin}
        >
          <ListChecks size={17} aria-hidden />
        </Button>
        <NewConversationButton />
      </div>
      <SearchField query={query} onQuery={setQuery} onLeave={() => entrance.current?.()} />
      <StatusFilter filter={filter} />
      {hasList ? (
        <ConversationList
          key={filter}
          filter={filter}
          query={query}
          selection={selection}
          entrance={entrance}
          onSelected={() => {
            selection.end()
            selectButton.current?.focus()
          }}
        />
      ) : (
        <div className="grow" />
      )}
      <div className="flex items-center gap-1 border-t border-line p-2">
        {session && <SignedIn session={session} />}
        <HealthBadge />
        <ShortcutsButton />
        <ThemeToggle />
      </div>
    </aside>
  )
}
