import { useNavigate } from '@tanstack/react-router'
import { SquarePen } from 'lucide-react'
import { useShortcut } from '../shortcuts/use-shortcut.ts'
import { Button } from '../ui/button.tsx'

export function NewConversationButton() {
  const navigate = useNavigate()
  // Without a filter, so that the new conversation is in the list beside it.
  const open = () => void navigate({ to: '/new', search: {} })
  useShortcut('n', open)
  return (
    <Button variant="primary" size="small" onClick={open}>
      <SquarePen size={15} aria-hidden />
      <span>New conversation</span>
    </Button>
  )
}
