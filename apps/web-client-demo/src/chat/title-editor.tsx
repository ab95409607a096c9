import { useState } from 'react'
import type { Conversation } from '../api.ts'
import { isComposing } from '../ui/hooks/is-composing.ts'
import { useRename } from './hooks/use-rename.ts'
import { titleProblem } from './limits.ts'

interface TitleEditorProps {
  conversation: Conversation
  onClose(): void
}

/** Enter or leaving the field saves, Escape does not. */
export function TitleEditor({ conversation, onClose }: TitleEditorProps) {
  // The title at the start of the editing, so that another client's newer one is not overwritten unseen.
  const [original] = useState(conversation)
  const [title, setTitle] = useState(original.title ?? '')
  const rename = useRename()
  const wanted = title.trim()
  const problem = wanted === '' ? undefined : titleProblem(wanted)

  function save() {
    // It stays open and shows the problem, so that the typed title is not lost.
    if (problem !== undefined) return
    if (wanted !== '' && wanted !== original.title) rename({ seen: original, title: wanted })
    onClose()
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <input
        ref={focusAndSelect}
        aria-label="Title"
        aria-invalid={problem !== undefined}
        aria-describedby={problem && 'title-problem'}
        dir="auto"
        value={title}
        placeholder="Give it a title"
        onChange={(event) => setTitle(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !isComposing(event)) onClose()
        }}
        className="h-9 w-full max-w-md rounded-lg border border-line-strong bg-raised px-2.5 text-[0.9375rem] font-semibold"
      />
      {problem !== undefined && (
        <p id="title-problem" role="alert" className="text-xs text-bad">
          {problem}
        </p>
      )}
    </form>
  )
}

function focusAndSelect(input: HTMLInputElement | null): void {
  input?.focus()
  input?.select()
}
