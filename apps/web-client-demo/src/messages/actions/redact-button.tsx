import { useMutation } from '@tanstack/react-query'
import { Eraser } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { ErrorBoundary } from 'react-error-boundary'
import type { Message } from '../../api.ts'
import { focusComposer } from '../../chat/focus-composer.ts'
import { useClient } from '../../client/client-context.tsx'
import { describeError } from '../../errors.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { notify } from '../../ui/notify.ts'

const ConfirmDialog = lazy(() =>
  import('../../ui/confirm-dialog.tsx').then(({ ConfirmDialog: view }) => ({ default: view })),
)

interface RedactButtonProps {
  message: Message
  conversationId: string
}

/** Removes what a message says, for good: the others stay where they are. */
export function RedactButton({ message, conversationId }: RedactButtonProps) {
  const { trpc, live } = useClient()
  const [isAsking, setAsking] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const { mutate, isPending } = useMutation(
    trpc.conversation.redact.mutationOptions({
      onSuccess(redacted) {
        live.apply(conversationId, { type: 'message', message: redacted })
        focusComposer()
      },
      onError: sayNotRemoved,
    }),
  )
  return (
    <>
      <IconButton
        ref={button}
        icon={Eraser}
        label="Remove text"
        disabled={isPending}
        onClick={() => setAsking(true)}
      />
      {isAsking && (
        <ErrorBoundary
          fallback={null}
          onError={(error) => {
            setAsking(false)
            sayNotRemoved(error)
          }}
        >
          <Suspense>
            <ConfirmDialog
              title="Remove the text of this message?"
              action="Remove"
              onConfirm={() => mutate({ conversationId, seq: message.seq })}
              onClose={() => setAsking(false)}
              returnFocus={() => button.current?.focus()}
            >
              It is gone for good, in every tab and for the assistant too. That there was a message
              stays to be seen.
            </ConfirmDialog>
          </Suspense>
        </ErrorBoundary>
      )}
    </>
  )
}

function sayNotRemoved(error: unknown): void {
  notify(`Not removed. ${describeError(error)}`)
}
