import { CircleAlert, Clock, LoaderCircle } from 'lucide-react'
import { focusComposer } from '../chat/focus-composer.ts'
import { useClient } from '../client/client-context.tsx'
import { describeError } from '../errors.ts'
import { TextButton } from '../ui/text-button.tsx'
import { Bubble } from './bubble.tsx'
import type { Unsent } from './list/use-unsent.ts'
import { PlainContent } from './plain-content.tsx'

/** A message that is being sent, or that could not be: nothing that was written disappears. */
export function UnsentItem({ item }: { item: Unsent }) {
  const { input, hasFailed } = item
  return (
    <Bubble look="unsent" footer={hasFailed ? <Failure item={item} /> : <Progress item={item} />}>
      <PlainContent content={input.content} />
    </Bubble>
  )
}

function Progress({ item: { isPaused, waitsForReply } }: { item: Unsent }) {
  return isPaused || waitsForReply ? (
    <>
      <Clock size={13} aria-hidden />
      <span>{isPaused ? 'Waiting to send' : 'Waiting for the reply'}</span>
    </>
  ) : (
    <>
      <LoaderCircle size={13} className="animate-spin" aria-hidden />
      <span>Sending</span>
    </>
  )
}

function Failure({ item: { mutation, error, input } }: { item: Unsent }) {
  const { outbox, drafts } = useClient()
  const { conversationId, content } = input
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-2.5 gap-y-1">
      <span role="alert" className="inline-flex items-center gap-1.5 text-bad">
        <CircleAlert size={13} className="shrink-0" aria-hidden />
        <span>Not sent. {describeError(error)}</span>
      </span>
      <TextButton onClick={() => outbox.retry(mutation)}>Retry</TextButton>
      {content.type === 'text' && (
        <TextButton
          onClick={() => {
            drafts.giveBack(conversationId, content.text)
            outbox.discard(mutation)
            focusComposer()
          }}
        >
          Edit
        </TextButton>
      )}
      <TextButton
        onClick={() => {
          outbox.discard(mutation)
          focusComposer()
        }}
      >
        Discard
      </TextButton>
    </span>
  )
}
