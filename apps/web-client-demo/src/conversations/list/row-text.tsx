import type { Conversation } from '../../api.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusLabel } from '../../ui/status-label.tsx'
import { titleOf } from '../title-of.ts'

export function RowText({ conversation }: { conversation: Conversation }) {
  const { status, lastMessagePreview, messageCount, updatedAt } = conversation
  return (
    <span className="flex min-w-0 grow flex-col justify-center gap-0.5">
      <span className="flex items-baseline gap-2">
        <span dir="auto" className="grow truncate text-sm font-semibold">
          {titleOf(conversation)}
        </span>
        <span className="shrink-0 text-xs text-muted">
          <RelativeTime iso={updatedAt} />
        </span>
      </span>
      <span className="flex items-center gap-2 pointer-coarse:pr-7">
        <span dir="auto" className="grow truncate text-[0.8125rem] text-muted">
          {messageCount === 0 ? 'No messages yet' : lastMessagePreview}
        </span>
        {status !== 'active' && <StatusLabel status={status} />}
      </span>
    </span>
  )
}
