import { EllipsisVertical } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Conversation } from '../api.ts'
import { BackToList } from '../conversations/back-to-list.tsx'
import { Button } from '../ui/button.tsx'
import { ConversationMenu } from './conversation-menu.tsx'
import { ConversationTitle } from './conversation-title.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { StatusButton } from './status-button.tsx'

/** Undefined while it is loading: the header keeps its place. */
export function ConversationHeader({ conversation }: { conversation: Conversation | undefined }) {
  const [isRenaming, setRenaming] = useState(false)
  const [isDeleting, setDeleting] = useState(false)
  const menu = useRef<HTMLButtonElement>(null)
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
          <ConversationMenu
            conversation={conversation}
            trigger={
              <Button ref={menu} variant="quiet" size="icon" aria-label="More actions">
                <EllipsisVertical size={18} aria-hidden />
              </Button>
            }
            onRename={() => setRenaming(true)}
            onDelete={() => setDeleting(true)}
          />
          <DeleteDialog
            conversation={conversation}
            open={isDeleting}
            onOpenChange={setDeleting}
            onCancelled={() => menu.current?.focus()}
          />
        </>
      ) : (
        <div className="h-4 w-48 animate-pulse rounded bg-sunken" />
      )}
    </header>
  )
}
