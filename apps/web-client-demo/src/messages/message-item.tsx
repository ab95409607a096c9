import { memo } from 'react'
import type { Message } from '../api.ts'
import { useClient } from '../client/client-context.tsx'
import { MessageTime } from '../ui/relative-time.tsx'
import { MessageActions } from './actions/message-actions.tsx'
import { AssistantText } from './assistant-text.tsx'
import { Bubble } from './bubble.tsx'
import { CardMessage } from './cards/card-message.tsx'
import { FinishReason } from './finish-reason.tsx'
import { PlainContent } from './plain-content.tsx'

interface MessageItemProps {
  message: Message
  conversationId: string
  isClosed: boolean
  isAnswered: boolean
  canEdit: boolean
  canRegenerate: boolean
  onEdit(message: Message): void
}

export const MessageItem = memo(function MessageItem(props: MessageItemProps) {
  const { role, content, createdAt, metadata } = props.message
  const { outbox } = useClient()
  return (
    <Bubble
      look={role}
      isBare={content.type === 'card'}
      footer={
        <>
          <MessageTime iso={createdAt} />
          <FinishReason metadata={metadata} />
          <MessageActions {...props} />
        </>
      }
    >
      {content.type === 'card' ? (
        <CardMessage
          card={content.card}
          isClosed={props.isClosed || props.isAnswered}
          isAnswered={props.isAnswered}
          onAction={(action) => {
            // The second click of a double click comes before the card is drawn as submitted.
            if (outbox.isAnsweringCard(props.conversationId)) return
            outbox.send(props.conversationId, { type: 'cardAction', ...action })
          }}
        />
      ) : content.type === 'text' && role === 'assistant' ? (
        <AssistantText text={content.text} />
      ) : (
        <PlainContent content={content} />
      )}
    </Bubble>
  )
})
