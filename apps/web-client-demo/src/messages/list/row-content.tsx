import { MessageEditor } from '../actions/message-editor.tsx'
import type { Editing } from '../actions/use-editing.ts'
import { EndedRun } from '../ended-run.tsx'
import { MessageItem } from '../message-item.tsx'
import { ReplyItem } from '../reply-item.tsx'
import { UnsentItem } from '../unsent-item.tsx'
import { DaySeparator } from './day-separator.tsx'
import type { Row } from './rows.ts'

interface RowContentProps {
  row: Row
  conversationId: string
  messageCount: number
  isClosed: boolean
  isIdle: boolean
  isAnswered: boolean
  /** Below the last message, of a run that ended without a message. */
  isRetryOffered: boolean
  editing: Editing
}

export function RowContent(props: RowContentProps) {
  const { row, conversationId, messageCount, isClosed, editing } = props
  const canChange = props.isIdle && !isClosed
  if (row.type === 'reply') return <ReplyItem reply={row.reply} />
  if (row.type === 'unsent') return <UnsentItem item={row.item} />
  if (row.type === 'ended') {
    return <EndedRun run={row.run} conversationId={conversationId} canRetry={canChange} />
  }
  const { message } = row
  const { role, seq } = message
  const isLast = seq === messageCount
  const canAsk = role === 'assistant' || (role === 'user' && !props.isRetryOffered)
  return (
    <>
      {row.dayAbove && <DaySeparator day={row.dayAbove} />}
      {editing.message?.id === message.id ? (
        <MessageEditor message={message} editing={editing} removedCount={messageCount - seq} />
      ) : (
        <MessageItem
          message={message}
          conversationId={conversationId}
          isClosed={isClosed}
          isAnswered={props.isAnswered}
          canEdit={canChange}
          canRegenerate={canChange && isLast && canAsk}
          onEdit={editing.begin}
        />
      )}
      {row.dayBelow && <DaySeparator day={row.dayBelow} />}
    </>
  )
}
