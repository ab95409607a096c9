import { Archive, CircleCheck, Pencil, Pin, PinOff, RotateCcw, Trash2 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactElement, useRef } from 'react'
import type { Conversation } from '../api.ts'
import { isPinned } from '../conversations/pinned.ts'
import { useLandmark } from '../ui/hooks/use-landmark.ts'
import { MENU_CONTENT, MENU_ITEM, MENU_SEPARATOR } from '../ui/menu-styles.ts'
import { useSetPinned } from './hooks/use-set-pinned.ts'
import { useSetStatus } from './hooks/use-set-status.ts'

interface ConversationMenuProps {
  conversation: Conversation
  /** The button that opens it. */
  trigger: ReactElement
  onRename(): void
  onDelete(): void
}

export function ConversationMenu(props: ConversationMenuProps) {
  const { conversation, trigger, onRename, onDelete } = props
  const { trigger: button, landmark, onOpenChange } = useLandmark()
  const setStatus = useSetStatus(conversation)
  const setPinned = useSetPinned(conversation)
  const { status } = conversation
  const pinned = isPinned(conversation)
  const PinIcon = pinned ? PinOff : Pin
  // After the menu is closed: it gives the focus back to the trigger, away from where these put it.
  const next = useRef<() => void>(undefined)
  return (
    <DropdownMenu.Root modal={false} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger ref={button} asChild>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={landmark}>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className={MENU_CONTENT}
          onCloseAutoFocus={(event) => {
            if (!next.current) return
            event.preventDefault()
            next.current()
            next.current = undefined
          }}
        >
          <DropdownMenu.Item
            className={MENU_ITEM}
            onSelect={() => {
              next.current = onRename
            }}
          >
            <Pencil size={16} aria-hidden /> Rename
          </DropdownMenu.Item>
          <DropdownMenu.Item className={MENU_ITEM} onSelect={() => setPinned(!pinned)}>
            <PinIcon size={16} aria-hidden /> {pinned ? 'Unpin' : 'Pin'}
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
          <DropdownMenu.Item
            className={`${MENU_ITEM} text-bad`}
            onSelect={() => {
              next.current = onDelete
            }}
          >
            <Trash2 size={16} aria-hidden /> Delete
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
