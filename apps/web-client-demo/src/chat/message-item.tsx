import { memo } from 'react'
import type { Message } from '../api.ts'
import { useClient } from '../client/client-context.tsx'
import { MessageTime } from '../ui/relative-time.tsx'
import { Bubble } from './bubble.tsx'
import { CardMessage } from './card-message.tsx'
import { PlainContent } from './plain-content.tsx'

interface MessageItemProps {
  message: Message
  conversationId: string
  isClosed: boolean
}

export const MessageItem = memo(function MessageItem(props: MessageItemProps) {
  const { role, content, createdAt } = props.message
  const { outbox } = useClient()
  return (
    <Bubble look={role} isBare={content.type === 'card'} footer={<MessageTime iso={createdAt} />}>
      {content.type === 'card' ? (
        <CardMessage
          card={content.card}
          isClosed={props.isClosed}
          onAction={(action) =>
            outbox.send(props.conversationId, { type: 'cardAction', ...action })
          }
        />
      ) : (
        <PlainContent content={content} />
      )}
    </Bubble>
  )
})
