import { Check, RotateCcw } from 'lucide-react'
import type { Conversation } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { useSetStatus } from './hooks/use-set-status.ts'

/** The one change of status that comes next; the others are in the menu. */
export function StatusButton({ conversation }: { conversation: Conversation }) {
  const setStatus = useSetStatus(conversation)
  const isActive = conversation.status === 'active'
  const Icon = isActive ? Check : RotateCcw
  return (
    <Button size="small" onClick={() => setStatus(isActive ? 'completed' : 'active')}>
      <Icon size={15} aria-hidden />
      <span className="max-[22rem]:sr-only">{isActive ? 'Complete' : 'Reopen'}</span>
    </Button>
  )
}
