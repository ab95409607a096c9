import { LoaderCircle, SquarePen } from 'lucide-react'
import { useShortcut } from '../shortcuts/use-shortcut.ts'
import { Button } from '../ui/button.tsx'
import { useStartConversation } from './use-start-conversation.ts'

export function NewConversationButton() {
  const { start, isStarting } = useStartConversation()
  useShortcut('n', start)
  return (
    <Button variant="primary" size="small" disabled={isStarting} onClick={start}>
      {isStarting ? (
        <LoaderCircle size={15} className="animate-spin" aria-hidden />
      ) : (
        <SquarePen size={15} aria-hidden />
      )}
      <span>New conversation</span>
    </Button>
  )
}
