import { Archive, CircleCheck, RotateCcw, Trash2, X } from 'lucide-react'
import type { Conversation, Status } from '../../api.ts'
import { Button } from '../../ui/button.tsx'
import { countWords } from '../count-words.ts'
import { useDeleteConversations } from '../use-delete-conversations.ts'
import type { Selection } from './use-selection.ts'
import { useSetStatusMany } from './use-set-status-many.ts'

const CHANGES = [
  { status: 'completed', label: 'Complete selected', icon: CircleCheck },
  { status: 'archived', label: 'Archive selected', icon: Archive },
  { status: 'active', label: 'Reopen selected', icon: RotateCcw },
] as const satisfies { status: Status; label: string; icon: typeof X }[]

interface SelectionToolbarProps {
  selection: Selection
  /** All that are listed. */
  conversations: readonly Conversation[]
  onDone(): void
}

/** What can be done with the conversations that were chosen. */
export function SelectionToolbar({ selection, conversations, onDone }: SelectionToolbarProps) {
  const setStatus = useSetStatusMany()
  const remove = useDeleteConversations()
  const chosen = conversations.filter(({ id }) => selection.ids?.has(id))
  const areAll = chosen.length === conversations.length
  const isNone = chosen.length === 0
  return (
    <div
      role="toolbar"
      aria-label="Selected conversations"
      className="mx-2 mb-2 flex items-center gap-1 rounded-lg bg-sunken px-2 py-1"
    >
      <p role="status" className="sr-only">
        {countWords(chosen.length)} selected
      </p>
      <label className="flex grow items-center gap-2 text-xs font-medium">
        <input
          type="checkbox"
          className="size-4 accent-accent-fill"
          checked={areAll && !isNone}
          onChange={() => selection.choose(areAll ? [] : conversations.map(({ id }) => id))}
        />
        <span>{isNone ? 'Select all' : `${chosen.length} selected`}</span>
      </label>
      {CHANGES.map(({ status, label, icon: Icon }) => (
        <Button
          key={status}
          variant="quiet"
          size="icon"
          aria-label={label}
          title={label}
          disabled={chosen.every((each) => each.status === status)}
          onClick={() => {
            setStatus(chosen, status)
            onDone()
          }}
        >
          <Icon size={16} aria-hidden />
        </Button>
      ))}
      <Button
        variant="quiet"
        size="icon"
        aria-label="Delete selected"
        title="Delete selected"
        className="text-bad"
        disabled={isNone}
        onClick={() => {
          remove(chosen.map(({ id }) => id))
          onDone()
        }}
      >
        <Trash2 size={16} aria-hidden />
      </Button>
      <Button variant="quiet" size="icon" aria-label="Stop selecting" onClick={onDone}>
        <X size={16} aria-hidden />
      </Button>
    </div>
  )
}
