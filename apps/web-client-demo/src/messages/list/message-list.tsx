import { LoaderCircle, MessageCircle } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useClient } from '../../client/client-context.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { useEditing } from '../actions/use-editing.ts'
import { type Edges, MessageRows } from './message-rows.tsx'
import { MessagesSkeleton } from './messages-skeleton.tsx'
import { toRows } from './rows.ts'
import { useMessages } from './use-messages.ts'
import { useUnsent } from './use-unsent.ts'

interface MessageListProps {
  conversationId: string
  messageCount: number
  isClosed: boolean
}

export function MessageList({ conversationId, messageCount, isClosed }: MessageListProps) {
  const { live } = useClient()
  const unsent = useUnsent(conversationId)
  const [edges, setEdges] = useState<Edges>({ wantedBefore: undefined, isNearEnd: true })
  const { state, newest, older, hasOlder } = useMessages({ conversationId, ...edges })
  const rows = useMemo(() => toRows(state, unsent), [state, unsent])
  // Here, because an edit of the first message leaves no row for a moment.
  const editing = useEditing(conversationId, state.messages, messageCount)

  if (state.isStale) {
    return (
      <div className="mx-auto min-h-0 w-full max-w-3xl grow px-4 py-5 md:px-5">
        {newest.isError ? (
          <ErrorPanel error={newest.error} onRetry={() => void newest.refetch()} />
        ) : (
          <MessagesSkeleton />
        )}
      </div>
    )
  }
  if (rows.length === 0) {
    return (
      <div className="min-h-0 grow">
        <EmptyState icon={MessageCircle} title="Nothing said yet">
          Write the first message below.
        </EmptyState>
      </div>
    )
  }
  return (
    <MessageRows
      conversationId={conversationId}
      rows={rows}
      messageCount={messageCount}
      isClosed={isClosed}
      isIdle={state.run?.status !== 'running' && unsent.every(({ hasFailed }) => hasFailed)}
      editing={editing}
      onEdges={setEdges}
      onReadNewest={() => live.readNewest(conversationId)}
      top={
        hasOlder && (
          <Button
            size="small"
            disabled={older.isFetching}
            onClick={() => setEdges({ ...edges, wantedBefore: state.messages[0]?.seq })}
          >
            {older.isFetching && <LoaderCircle size={14} className="animate-spin" aria-hidden />}
            <span>
              {older.isError ? 'Try again to load older messages' : 'Load older messages'}
            </span>
          </Button>
        )
      }
    />
  )
}
