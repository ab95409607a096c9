import { AlertDialog } from 'radix-ui'
import type { Conversation } from '../api.ts'
import { titleOf } from '../conversations/title-of.ts'
import { Button } from '../ui/button.tsx'
import { useDeleteConversation } from './hooks/use-delete-conversation.ts'

interface DeleteDialogProps {
  conversation: Conversation
  open: boolean
  onOpenChange(open: boolean): void
  /** The menu item that opened it is gone: the caller names another place for the focus. */
  onCancelled(): void
}

export function DeleteDialog(props: DeleteDialogProps) {
  const { conversation, open, onOpenChange, onCancelled } = props
  const { remove, isDeleting } = useDeleteConversation(() => onOpenChange(false))
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-30 animate-fade bg-black/45" />
        <AlertDialog.Content
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            onCancelled()
          }}
          className="fixed top-1/2 left-1/2 z-40 w-[26rem] max-w-[calc(100vw-2rem)] -translate-1/2 animate-fade rounded-2xl border border-line bg-raised p-6 shadow-xl"
        >
          <AlertDialog.Title className="text-base font-semibold">
            Delete this conversation?
          </AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-sm text-pretty break-words text-muted">
            &ldquo;<bdi>{titleOf(conversation)}</bdi>&rdquo; and its messages are removed for good.
            To keep them out of the way instead, archive it.
          </AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button disabled={isDeleting}>Cancel</Button>
            </AlertDialog.Cancel>
            <Button variant="danger" disabled={isDeleting} onClick={() => remove(conversation.id)}>
              {isDeleting ? 'Deleting…' : 'Delete'}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
