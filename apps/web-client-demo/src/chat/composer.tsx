import { ArrowUp } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { isComposing } from '../ui/hooks/is-composing.ts'
import { useDraft } from './hooks/use-draft.ts'
import { textProblem } from './limits.ts'

interface ComposerProps {
  draftKey: string
  autoFocus: boolean
  /** A message is being sent. Its text is shown here until then. */
  isBusy?: boolean
  /** Sends the text, and empties the draft once the message cannot be lost. */
  onSend(text: string): void
  children?: ReactNode
}

export function Composer(props: ComposerProps) {
  const { draftKey, autoFocus, isBusy = false, onSend, children } = props
  const [text, setText] = useDraft(draftKey)
  const [wasRejected, setRejected] = useState(false)
  const input = useRef<HTMLTextAreaElement>(null)
  const isBlank = text.trim() === ''
  const problem = wasRejected && !isBlank ? textProblem(text.trim()) : undefined

  useEffect(() => {
    if (autoFocus) input.current?.focus()
  }, [autoFocus])

  function send() {
    if (isBlank || isBusy) return
    const isRejected = textProblem(text.trim()) !== undefined
    setRejected(isRejected)
    input.current?.focus()
    if (isRejected) return
    onSend(text.trim())
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || isComposing(event)) return
    const isPlain = !event.shiftKey && !hasTouchKeyboard()
    if (!isPlain && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    send()
  }

  return (
    <form
      className="border-t border-line px-3 pt-3 pb-3 md:px-5 md:pb-4"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {problem !== undefined && (
        <p role="alert" className="mx-auto mb-1.5 max-w-3xl pl-4 text-sm text-bad">
          {problem}
        </p>
      )}
      <div className="mx-auto flex max-w-3xl items-end gap-2 rounded-2xl border border-line-strong bg-raised p-1.5 pl-4 focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
        <textarea
          ref={input}
          id="composer"
          aria-label="Message"
          dir="auto"
          aria-invalid={problem !== undefined}
          aria-describedby="composer-hint"
          placeholder="Write a message"
          rows={1}
          readOnly={isBusy}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-48 min-h-9 grow resize-none bg-transparent py-1.5 text-base leading-6 md:text-[0.9375rem] outline-none placeholder:text-muted"
        />
        {children}
        <Button
          type="submit"
          variant="primary"
          size="icon"
          aria-label="Send"
          disabled={isBlank || isBusy}
          className="rounded-xl"
        >
          <ArrowUp size={18} aria-hidden />
        </Button>
      </div>
      <p
        id="composer-hint"
        className="mx-auto mt-1.5 hidden max-w-3xl pl-4 text-xs text-muted md:block"
      >
        Enter sends, Shift+Enter starts a new line.
      </p>
    </form>
  )
}

/** A touch keyboard has no Shift+Enter: there Enter starts a line and the button sends. */
function hasTouchKeyboard(): boolean {
  return matchMedia('(pointer: coarse)').matches
}
