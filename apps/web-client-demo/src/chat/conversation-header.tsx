import { EllipsisVertical } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Conversation } from '../api.ts'
import { BackToList } from '../conversations/back-to-list.tsx'
import { useDeleteConversations } from '../conversations/use-delete-conversations.ts'
import { later } from '../later.ts'
import { Button } from '../ui/button.tsx'
import { focusMain } from '../ui/hooks/focus.ts'
import { ConversationTitle } from './conversation-title.tsx'
import { StatusButton } from './status-button.tsx'

const ConversationMenu = lazy(() =>
  later(() => import('./conversation-menu.tsx')).then(({ ConversationMenu: view }) => ({
    default: view,
  })),
)

/** Undefined while it is loading: the header keeps its place. */
export function ConversationHeader({ conversation }: { conversation: Conversation | undefined }) {
  const [isRenaming, setRenaming] = useState(false)
  const remove = useDeleteConversations()
  return (
    <header className="flex h-16 shrink-0 items-center gap-2 border-b border-line px-3 md:px-5">
      <BackToList />
      {conversation ? (
        <>
          <div className="min-w-0 grow">
            <ConversationTitle
              conversation={conversation}
              isRenaming={isRenaming}
              onRenaming={setRenaming}
            />
          </div>
          <StatusButton conversation={conversation} />
          <Suspense fallback={<div className="size-9 shrink-0" />}>
            <ConversationMenu
              conversation={conversation}
              trigger={
                <Button variant="quiet" size="icon" aria-label="More actions">
                  <EllipsisVertical size={18} aria-hidden />
                </Button>
              }
              onRename={() => setRenaming(true)}
              onDelete={() => {
                remove([conversation.id])
                focusMain()
              }}
            />
          </Suspense>
        </>
      ) : (
        <div className="h-4 w-48 animate-pulse rounded bg-sunken" />
      )}
    </header>
  )
}
