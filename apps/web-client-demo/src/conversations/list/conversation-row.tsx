import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { Conversation } from '../../api.ts'
import { later } from '../../later.ts'
import type { Selection } from '../selection/use-selection.ts'
import { titleOf } from '../title-of.ts'
import { RowText } from './row-text.tsx'

/** Before a row is measured, at the browser's usual text size. */
export const ROW_HEIGHT = 76

const RowMenu = lazy(() =>
  later(() => import('./row-menu.tsx')).then(({ RowMenu: view }) => ({ default: view })),
)
const TitleEditor = lazy(() =>
  import('../../chat/title-editor.tsx').then(({ TitleEditor: view }) => ({ default: view })),
)

interface ConversationRowProps {
  conversation: Conversation
  isOpen: boolean
  /** The list is one stop of Tab; the arrow keys go from row to row. */
  isTabStop: boolean
  selection: Selection
  onDelete(): void
  /** The field that had the focus is gone. */
  onRenamed(): void
}

const LOOK =
  'flex min-h-18 gap-3 rounded-xl border border-transparent px-3 py-2 transition-colors -outline-offset-2'

export function ConversationRow(props: ConversationRowProps) {
  const { conversation, isOpen, isTabStop, selection, onDelete, onRenamed } = props
  const { id } = conversation
  const [isRenaming, setRenaming] = useState(false)
  const tabIndex = isTabStop ? 0 : -1
  if (isRenaming) {
    return (
      <Suspense>
        <TitleEditor
          conversation={conversation}
          onClose={() => {
            setRenaming(false)
            onRenamed()
          }}
        />
      </Suspense>
    )
  }
  if (selection.ids) {
    return (
      <label className={`${LOOK} items-center hover:bg-hover has-checked:bg-selected`}>
        <input
          data-row
          type="checkbox"
          aria-label={titleOf(conversation)}
          className="size-4 shrink-0 accent-accent-fill"
          checked={selection.ids.has(id)}
          tabIndex={tabIndex}
          onChange={() => selection.toggle(id)}
        />
        <RowText conversation={conversation} />
      </label>
    )
  }
  return (
    <div className="group relative">
      <Link
        data-row
        to="/c/$conversationId"
        params={{ conversationId: id }}
        search={(search) => search}
        aria-current={isOpen ? 'page' : undefined}
        tabIndex={tabIndex}
        title={titleOf(conversation)}
        className={`${LOOK} ${isOpen ? 'bg-selected forced-colors:border-[Highlight]' : 'hover:bg-hover'}`}
      >
        <RowText conversation={conversation} />
      </Link>
      <Suspense>
        <RowMenu
          conversation={conversation}
          isTabStop={isTabStop}
          onRename={() => setRenaming(true)}
          onDelete={onDelete}
        />
      </Suspense>
    </div>
  )
}
