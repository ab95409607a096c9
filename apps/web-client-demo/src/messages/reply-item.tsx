import type { ConversationState } from '@threadkeep/client'
import { LoaderCircle } from 'lucide-react'
import { AssistantText } from './assistant-text.tsx'
import { Bubble } from './bubble.tsx'

/** What the assistant has said so far. */
export function ReplyItem({ reply }: { reply: NonNullable<ConversationState['reply']> }) {
  const { text, status } = reply
  return (
    <Bubble
      look="assistant"
      isBare={text === ''}
      footer={
        <>
          <LoaderCircle size={13} className="animate-spin" aria-hidden />
          <span>{status ?? 'Writing'}</span>
        </>
      }
    >
      {text !== '' && <AssistantText text={text} />}
    </Bubble>
  )
}
