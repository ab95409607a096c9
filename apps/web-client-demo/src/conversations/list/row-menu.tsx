import { EllipsisVertical } from 'lucide-react'
import type { Conversation } from '../../api.ts'
import { ConversationMenu } from '../../chat/conversation-menu.tsx'
import { titleOf } from '../title-of.ts'

interface RowMenuProps {
  conversation: Conversation
  isTabStop: boolean
  onRename(): void
  onDelete(): void
}

/** Shown where the pointer or the focus is, and always on a touch screen. */
export function RowMenu({ conversation, isTabStop, onRename, onDelete }: RowMenuProps) {
  return (
    <ConversationMenu
      conversation={conversation}
      onRename={onRename}
      onDelete={onDelete}
      trigger={
        <button
          type="button"
          tabIndex={isTabStop ? 0 : -1}
          aria-label={`Actions for ${titleOf(conversation)}`}
          className="absolute right-1.5 bottom-1.5 grid size-7 place-items-center rounded-lg bg-raised text-muted opacity-0 group-hover:opacity-100 hover:text-ink focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
        >
          <EllipsisVertical size={16} aria-hidden />
        </button>
      }
    />
  )
}
