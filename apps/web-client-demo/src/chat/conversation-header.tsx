import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import type { Conversation } from '../api.ts'
import { titleOf } from '../conversations/title-of.ts'
import { StatusLabel } from '../ui/status-label.tsx'
import { ConversationMenu } from './conversation-menu.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { StatusButton } from './status-button.tsx'
import { TitleEditor } from './title-editor.tsx'

/** Undefined while it is loading: the header keeps its place. */
export function ConversationHeader({ conversation }: { conversation: Conversation | undefined }) {
  const [isRenaming, setRenaming] = useState(false)
  const [isDeleting, setDeleting] = useState(false)
  return (
    <header className="flex h-16 shrink-0 items-center gap-2 border-b border-line px-3 md:px-5">
      <Link
        to="/"
        search={(search) => search}
        aria-label="Back to the list"
        className="-ml-1 grid size-9 shrink-0 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink md:hidden"
      >
        <ArrowLeft size={18} aria-hidden />
      </Link>
      {conversation ? (
        <>
          <div className="min-w-0 grow">
            {isRenaming ? (
              <TitleEditor conversation={conversation} onClose={() => setRenaming(false)} />
            ) : (
              <>
                <h1 className="truncate text-[0.9375rem] font-semibold">
                  <button
                    type="button"
                    title="Rename"
                    dir="auto"
                    className="max-w-full truncate rounded align-top hover:underline hover:underline-offset-4"
                    onClick={() => setRenaming(true)}
                  >
                    {titleOf(conversation)}
                    <span className="sr-only">, rename</span>
                  </button>
                </h1>
                <p className="flex items-center gap-2 truncate text-xs text-muted">
                  <StatusLabel status={conversation.status} />
                  <span aria-hidden>·</span>
                  {conversation.messageCount === 1
                    ? '1 message'
                    : `${conversation.messageCount.toLocaleString('en')} messages`}
                </p>
              </>
            )}
          </div>
          <StatusButton conversation={conversation} />
          <ConversationMenu
            conversation={conversation}
            onRename={() => setRenaming(true)}
            onDelete={() => setDeleting(true)}
          />
          <DeleteDialog conversation={conversation} open={isDeleting} onOpenChange={setDeleting} />
        </>
      ) : (
        <div className="h-4 w-48 animate-pulse rounded bg-sunken" />
      )}
    </header>
  )
}
