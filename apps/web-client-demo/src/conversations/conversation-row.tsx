import { Link } from '@tanstack/react-router'
import type { Conversation } from '../api.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { StatusLabel } from '../ui/status-label.tsx'
import { titleOf } from './title-of.ts'

/** Before a row is measured, at the browser's usual text size. */
export const ROW_HEIGHT = 76

interface ConversationRowProps {
  conversation: Conversation
  isOpen: boolean
  /** The list is one stop of Tab; the arrow keys go from row to row. */
  isTabStop: boolean
}

export function ConversationRow({ conversation, isOpen, isTabStop }: ConversationRowProps) {
  const { id, status, lastMessagePreview, messageCount, updatedAt } = conversation
  return (
    <Link
      to="/c/$conversationId"
      params={{ conversationId: id }}
      search={(search) => search}
      aria-current={isOpen ? 'page' : undefined}
      tabIndex={isTabStop ? 0 : -1}
      title={titleOf(conversation)}
      className={`flex min-h-18 flex-col justify-center gap-0.5 rounded-xl border border-transparent px-3 py-2 transition-colors -outline-offset-2 ${
        isOpen ? 'bg-selected forced-colors:border-[Highlight]' : 'hover:bg-hover'
      }`}
    >
      <span className="flex items-baseline gap-2">
        <span dir="auto" className="grow truncate text-sm font-semibold">
          {titleOf(conversation)}
        </span>
        <span className="shrink-0 text-xs text-muted">
          <RelativeTime iso={updatedAt} />
        </span>
      </span>
      <span className="flex items-center gap-2">
        <span dir="auto" className="grow truncate text-[0.8125rem] text-muted">
          {messageCount === 0 ? 'No messages yet' : lastMessagePreview}
        </span>
        {status !== 'active' && <StatusLabel status={status} />}
      </span>
    </Link>
  )
}
