import { useEffect, useRef } from 'react'
import type { Conversation } from '../api.ts'
import { titleOf } from '../conversations/title-of.ts'
import { StatusLabel } from '../ui/status-label.tsx'
import { TitleEditor } from './title-editor.tsx'

interface ConversationTitleProps {
  conversation: Conversation
  isRenaming: boolean
  onRenaming(isRenaming: boolean): void
}

/** The title, or the field that changes it. The focus goes back to the title when the field closes. */
export function ConversationTitle({
  conversation,
  isRenaming,
  onRenaming,
}: ConversationTitleProps) {
  const button = useRef<HTMLButtonElement>(null)
  const wasRenaming = useRef(false)
  useEffect(() => {
    // Only where the focus was lost with the field: a click elsewhere keeps it there.
    if (wasRenaming.current && document.activeElement === document.body) button.current?.focus()
    wasRenaming.current = isRenaming
  }, [isRenaming])

  if (isRenaming) {
    return (
      <>
        <h1 className="sr-only">{titleOf(conversation)}</h1>
        <TitleEditor conversation={conversation} onClose={() => onRenaming(false)} />
      </>
    )
  }
  const { status, messageCount } = conversation
  return (
    <>
      <h1 className="truncate text-[0.9375rem] font-semibold">
        <button
          ref={button}
          type="button"
          title={titleOf(conversation)}
          dir="auto"
          className="max-w-full truncate rounded align-top hover:underline hover:underline-offset-4"
          onClick={() => onRenaming(true)}
        >
          <span>{titleOf(conversation)}</span>
          <span className="sr-only">, rename</span>
        </button>
      </h1>
      <p className="flex items-center gap-2 truncate text-xs text-muted">
        <StatusLabel status={status} />
        <span aria-hidden>·</span>
        <span>
          {messageCount === 1 ? '1 message' : `${messageCount.toLocaleString('en')} messages`}
        </span>
      </p>
    </>
  )
}
