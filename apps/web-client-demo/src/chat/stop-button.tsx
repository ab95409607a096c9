import { Square } from 'lucide-react'
import { useLive } from '../live/use-live.ts'
import { Button } from '../ui/button.tsx'
import { focusComposer } from './focus-composer.ts'
import { useStop } from './hooks/use-stop.ts'

/** There while a reply is being written. */
export function StopButton({ conversationId }: { conversationId: string }) {
  const { run } = useLive(conversationId)
  const { stop, isStopping } = useStop(conversationId)
  if (run?.status !== 'running') return null
  return (
    <Button
      size="icon"
      aria-label="Stop the reply"
      disabled={isStopping}
      className="rounded-xl"
      onClick={() => {
        stop()
        // Otherwise the focus would be lost with the button.
        focusComposer()
      }}
    >
      <Square size={14} fill="currentColor" aria-hidden />
    </Button>
  )
}
