import type { ConversationState } from '@threadkeep/client'
import { ERRORS } from '@threadkeep/shared'
import { CircleAlert } from 'lucide-react'

/** A run that ended before anything was said. */
export function EndedRun({ run }: { run: NonNullable<ConversationState['run']> }) {
  return (
    <p className="flex items-center gap-1.5 px-1 text-xs text-muted">
      <CircleAlert size={13} className="shrink-0" aria-hidden />
      <span>{wordsFor(run)}</span>
    </p>
  )
}

function wordsFor({ status, reason }: NonNullable<ConversationState['run']>): string {
  if (status === 'stopped') return 'Stopped before anything was said.'
  if (reason === 'INTERRUPTED') return 'The reply was interrupted before anything was said.'
  return ERRORS.AGENT_FAILED.message
}
