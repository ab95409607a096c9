import { focusComposer } from '../../chat/focus-composer.ts'
import { TextButton } from '../../ui/text-button.tsx'
import { useRegenerate } from './use-regenerate.ts'

/**
 * Below a message without a reply: its run may have failed before this page watched. Appears after a
 * moment, because a reply usually begins right after the message.
 */
export function AskButton({ conversationId }: { conversationId: string }) {
  const { regenerate, isRegenerating } = useRegenerate(conversationId)
  return (
    <span className="animate-late">
      <TextButton
        disabled={isRegenerating}
        onClick={() => {
          regenerate()
          focusComposer()
        }}
      >
        Ask for a reply
      </TextButton>
    </span>
  )
}
