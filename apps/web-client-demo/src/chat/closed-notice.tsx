import { RotateCcw } from 'lucide-react'
import type { Conversation } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { STATUS_LABELS } from '../ui/status-label.tsx'
import { useSetStatus } from './hooks/use-set-status.ts'

export function ClosedNotice({ conversation }: { conversation: Conversation }) {
  const setStatus = useSetStatus(conversation)
  return (
    <div className="border-t border-line px-4 py-4">
      <div className="mx-auto flex max-w-3xl flex-wrap items-center justify-between gap-3 rounded-xl bg-sunken px-4 py-3 text-sm text-muted">
        <p>
          This conversation is {STATUS_LABELS[conversation.status].toLowerCase()}. Reopen it to
          continue.
        </p>
        <Button size="small" onClick={() => setStatus('active')}>
          <RotateCcw size={15} aria-hidden /> Reopen to write
        </Button>
      </div>
    </div>
  )
}
