import { type KeyboardEvent, useState } from 'react'
import type { Message } from '../../api.ts'
import { useDraft } from '../../chat/hooks/use-draft.ts'
import { textProblem } from '../../chat/limits.ts'
import { editKey } from '../../client/drafts.ts'
import { describeError } from '../../errors.ts'
import { Button } from '../../ui/button.tsx'
import { isComposing } from '../../ui/hooks/is-composing.ts'
import type { Editing } from './use-editing.ts'

interface MessageEditorProps {
  message: Message
  editing: Editing
  /** The number of messages below it, which an edit removes. */
  removedCount: number
}

/** Enter sends, Escape leaves everything as it was. */
export function MessageEditor({ message, editing, removedCount }: MessageEditorProps) {
  const [text, setText] = useDraft(editKey(message.id))
  const [wasRejected, setRejected] = useState(false)
  const wanted = text.trim()
  const problem = wasRejected && wanted !== '' ? textProblem(wanted) : undefined
  const failure = problem ?? (editing.error ? `Not sent. ${describeError(editing.error)}` : '')

  function send() {
    const isRejected = textProblem(wanted) !== undefined
    setRejected(isRejected)
    if (wanted !== '' && !isRejected) editing.send(wanted)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (isComposing(event)) return
    if (event.key === 'Escape' && !editing.isSending) editing.cancel()
    const isPlain = !event.shiftKey && !matchMedia('(pointer: coarse)').matches
    if (event.key !== 'Enter' || !(isPlain || event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    send()
  }

  return (
    <form
      aria-label="Edit message"
      className="ml-auto flex w-full max-w-[85%] flex-col gap-2 rounded-2xl border border-line-strong bg-raised p-3 focus-within:border-accent"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={focusAtEnd}
        aria-label="New text"
        aria-invalid={problem !== undefined}
        aria-describedby="edit-hint"
        dir="auto"
        rows={1}
        readOnly={editing.isSending}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-64 min-h-12 resize-none bg-transparent text-base leading-6 outline-none md:text-[0.9375rem]"
      />
      {failure !== '' && (
        <p role="alert" className="text-sm text-bad">
          {failure}
        </p>
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p id="edit-hint" className="grow basis-full text-xs text-muted md:basis-auto">
          {removedCount > 0 && removalWords(removedCount)}
        </p>
        <Button size="small" disabled={editing.isSending} onClick={editing.cancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          variant="primary"
          size="small"
          disabled={wanted === '' || editing.isSending}
        >
          {editing.isSending ? 'Sending…' : 'Send'}
        </Button>
      </div>
    </form>
  )
}

function removalWords(count: number): string {
  return count === 1 ? 'The message below is removed.' : `The ${count} messages below are removed.`
}

function focusAtEnd(input: HTMLTextAreaElement | null): void {
  input?.focus()
  input?.setSelectionRange(input.value.length, input.value.length)
}
