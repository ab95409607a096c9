import type { ConversationState } from '@threadkeep/client'
import { CircleAlert } from 'lucide-react'
import { focusComposer } from '../chat/focus-composer.ts'
import { TextButton } from '../ui/text-button.tsx'
import { useRegenerate } from './actions/use-regenerate.ts'

interface EndedRunProps {
  run: NonNullable<ConversationState['run']>
  conversationId: string
  canRetry: boolean
}

/** A run that ended without a message. */
export function EndedRun({ run, conversationId, canRetry }: EndedRunProps) {
  const { regenerate, isRegenerating } = useRegenerate(conversationId)
  return (
    <p className="flex items-center gap-1.5 px-1 text-xs text-muted">
      <CircleAlert size={13} className="shrink-0" aria-hidden />
      <span>{wordsFor(run)}</span>
      {canRetry && (
        <TextButton
          disabled={isRegenerating}
          onClick={() => {
            regenerate()
            focusComposer()
          }}
        >
          Try again
        </TextButton>
      )}
    </p>
  )
}

function wordsFor({ status, reason }: NonNullable<ConversationState['run']>): string {
  if (status === 'stopped') return 'Stopped before anything was said.'
  if (reason === 'INTERRUPTED') return 'The reply was interrupted before anything was said.'
  return 'The assistant could not reply.'
}
