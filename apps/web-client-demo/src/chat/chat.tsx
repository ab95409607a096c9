import { useRef } from 'react'
import type { Conversation } from '../api.ts'
import { ClosedNotice } from './closed-notice.tsx'
import { Composer } from './composer.tsx'
import { MessageList } from './message-list.tsx'

interface ChatProps {
  conversationId: string
  conversation: Conversation | undefined
}

export function Chat({ conversationId, conversation }: ChatProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const isClosed = conversation !== undefined && conversation.status !== 'active'
  return (
    <>
      <MessageList
        conversationId={conversationId}
        messageCount={conversation?.messageCount ?? 0}
        isClosed={isClosed}
        scroller={scroller}
      />
      {isClosed ? (
        <ClosedNotice conversation={conversation} />
      ) : (
        <Composer
          conversationId={conversationId}
          autoFocus={conversation?.messageCount === 0}
          // The list is laid out from its end: 0 is where the newest message is.
          onSent={() => scroller.current?.scrollTo({ top: 0 })}
        />
      )}
    </>
  )
}
