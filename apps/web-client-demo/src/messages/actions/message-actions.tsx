import { Pencil } from 'lucide-react'
import type { Message } from '../../api.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { cutShortReason } from '../finish-reason.tsx'
import { AskButton } from './ask-button.tsx'
import { ContinueButton } from './continue-button.tsx'
import { RedactButton } from './redact-button.tsx'
import { RegenerateButton } from './regenerate-button.tsx'
import { editButtonId } from './use-editing.ts'

interface MessageActionsProps {
  message: Message
  conversationId: string
  canEdit: boolean
  canRegenerate: boolean
  onEdit(message: Message): void
}

/** What can be done with a message, now. */
export function MessageActions(props: MessageActionsProps) {
  const { message, conversationId, canEdit, canRegenerate, onEdit } = props
  const { id, role, content, metadata } = message
  return (
    <>
      {content.type === 'text' && <CopyButton text={content.text} label="Copy message" />}
      {canEdit && role === 'user' && content.type === 'text' && (
        <IconButton
          id={editButtonId(id)}
          icon={Pencil}
          label="Edit message"
          onClick={() => onEdit(message)}
        />
      )}
      {canRegenerate && role !== 'user' && <RegenerateButton conversationId={conversationId} />}
      {canRegenerate && role === 'user' && <AskButton conversationId={conversationId} />}
      {canRegenerate && cutShortReason(metadata) !== undefined && (
        <ContinueButton conversationId={conversationId} />
      )}
      {content.type !== 'redacted' && (
        <RedactButton message={message} conversationId={conversationId} />
      )}
    </>
  )
}
