import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Conversation } from '../api.ts'
import { useClient } from '../client/client-context.tsx'
import { MessageList } from '../messages/list/message-list.tsx'
import { ClosedNotice } from './closed-notice.tsx'
import { Composer } from './composer.tsx'
import { focusComposer } from './focus-composer.ts'
import { StopButton } from './stop-button.tsx'

interface ChatProps {
  conversationId: string
  conversation: Conversation | undefined
}

export function Chat({ conversationId, conversation }: ChatProps) {
  const { outbox, drafts } = useClient()
  const isBegun = useLocation({ select: ({ state }) => state.isBegun === true })
  const isClosed = conversation !== undefined && conversation.status !== 'active'
  const wasClosed = useRef(isClosed)
  useEffect(() => {
    // Opened from the list by Enter: the keyboard goes on here, not on the row.
    if (document.activeElement?.matches('nav a:focus-visible')) focusComposer()
  }, [])
  useEffect(() => {
    // The button that reopened it is gone; what follows is writing.
    if (wasClosed.current && !isClosed && document.activeElement === document.body) focusComposer()
    wasClosed.current = isClosed
  }, [isClosed])
  return (
    <>
      <MessageList
        conversationId={conversationId}
        messageCount={conversation?.messageCount ?? 0}
        isClosed={isClosed}
      />
      {isClosed ? (
        <ClosedNotice conversation={conversation} />
      ) : (
        <Composer
          draftKey={conversationId}
          autoFocus={isBegun || conversation?.messageCount === 0}
          onSend={(text) => {
            outbox.send(conversationId, { type: 'text', text })
            drafts.set(conversationId, '')
          }}
        >
          <StopButton conversationId={conversationId} />
        </Composer>
      )}
    </>
  )
}
