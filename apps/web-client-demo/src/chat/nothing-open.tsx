import { MessagesSquare } from 'lucide-react'
import { EmptyState } from '../ui/empty-state.tsx'

export function NothingOpen() {
  return (
    <div className="grid grow place-items-center">
      <EmptyState icon={MessagesSquare} title="No conversation open">
        Choose one on the left, or start a new one.
      </EmptyState>
    </div>
  )
}
