import { focusComposer } from '../../chat/focus-composer.ts'
import { useClient } from '../../client/client-context.tsx'
import { TextButton } from '../../ui/text-button.tsx'

/** Below a reply that was cut short: what was said stays, and the assistant is asked for the rest. */
export function ContinueButton({ conversationId }: { conversationId: string }) {
  const { outbox } = useClient()
  return (
    <TextButton
      onClick={() => {
        outbox.send(conversationId, { type: 'text', text: 'Continue.' })
        focusComposer()
      }}
    >
      Continue
    </TextButton>
  )
}
