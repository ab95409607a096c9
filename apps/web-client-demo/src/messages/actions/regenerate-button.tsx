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
        // Otherwise the focus would be lost with the button, which disappears with the reply.
        focusComposer()
      }}
    />
  )
}
