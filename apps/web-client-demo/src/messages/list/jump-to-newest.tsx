import { ArrowDown } from 'lucide-react'
import { Button } from '../../ui/button.tsx'

export function JumpToNewest({ hasNew, onJump }: { hasNew: boolean; onJump(): void }) {
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
      <Button size="small" className="pointer-events-auto rounded-full shadow-md" onClick={onJump}>
        <ArrowDown size={15} aria-hidden />
        <span>{hasNew ? 'New messages' : 'Jump to newest'}</span>
      </Button>
    </div>
  )
}
