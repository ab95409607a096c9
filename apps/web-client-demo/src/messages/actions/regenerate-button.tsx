import { RefreshCw } from 'lucide-react'
import { focusComposer } from '../../chat/focus-composer.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { useRegenerate } from './use-regenerate.ts'

export function RegenerateButton({ conversationId }: { conversationId: string }) {
  const { regenerate, isRegenerating } = useRegenerate(conversationId)
  return (
    <IconButton
      icon={RefreshCw}
      label="Regenerate the reply"
      disabled={isRegenerating}
      onClick={() => {
        regenerate()
        // The button goes with the reply, and the focus must not go with it.
        focusComposer()
      }}
    />
  )
}
