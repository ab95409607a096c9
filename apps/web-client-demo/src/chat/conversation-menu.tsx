import { Archive, CircleCheck, EllipsisVertical, Pencil, RotateCcw, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { RefObject } from 'react'
import type { Conversation } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { MENU_CONTENT, MENU_ITEM, MENU_SEPARATOR } from '../ui/menu-styles.ts'
import { useSetStatus } from './hooks/use-set-status.ts'

interface ConversationMenuProps {
  conversation: Conversation
  /** The button, for whom takes the focus away and has to give it back. */
  trigger: RefObject<HTMLButtonElement | null>
  onRename(): void
  onDelete(): void
}

export function ConversationMenu({
  conversation,
  trigger,
  onRename,
  onDelete,
}: ConversationMenuProps) {
  const setStatus = useSetStatus(conversation)
  const { status } = conversation
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button ref={trigger} variant="quiet" size="icon" aria-label="More actions">
          <EllipsisVertical size={18} aria-hidden />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={MENU_CONTENT}>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={onRename}>
            <Pencil size={16} aria-hidden /> Rename
          </DropdownMenu.Item>
          {status !== 'active' && (
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => setStatus('active')}>
              <RotateCcw size={16} aria-hidden /> Reopen
            </DropdownMenu.Item>
          )}
          {status !== 'completed' && (
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => setStatus('completed')}>
              <CircleCheck size={16} aria-hidden /> Complete
            </DropdownMenu.Item>
          )}
          {status !== 'archived' && (
            <DropdownMenu.Item className={MENU_ITEM} onSelect={() => setStatus('archived')}>
              <Archive size={16} aria-hidden /> Archive
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Separator className={MENU_SEPARATOR} />
          <DropdownMenu.Item className={`${MENU_ITEM} text-bad`} onSelect={onDelete}>
            <Trash2 size={16} aria-hidden /> Delete…
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
