import { ArrowUp } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useClient } from '../client/client-context.tsx'
import { Button } from '../ui/button.tsx'
import { useDraft } from './use-draft.ts'

interface ComposerProps {
  conversationId: string
  autoFocus: boolean
  onSent(): void
}

export function Composer({ conversationId, autoFocus, onSent }: ComposerProps) {
  const { outbox } = useClient()
  const [text, setText] = useDraft(conversationId)
  const input = useRef<HTMLTextAreaElement>(null)
  const isBlank = text.trim() === ''

  useEffect(() => {
    if (autoFocus) input.current?.focus()
  }, [autoFocus])

  function send() {
    if (isBlank) return
    outbox.send(conversationId, { type: 'text', text: text.trim() })
    setText('')
    onSent()
    input.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    // While an input method composes a word, Enter picks it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
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
      <div className="mx-auto flex max-w-3xl items-end gap-2 rounded-2xl border border-line-strong bg-raised p-1.5 pl-4 focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
        <textarea
          ref={input}
          aria-label="Message"
          dir="auto"
          aria-describedby="composer-hint"
          placeholder="Write a message"
          rows={1}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-48 min-h-9 grow resize-none bg-transparent py-1.5 text-base leading-6 md:text-[0.9375rem] outline-none placeholder:text-muted"
        />
        <Button
          type="submit"
          variant="primary"
          size="icon"
          aria-label="Send"
          disabled={isBlank}
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
