import { useState } from 'react'
import { Button } from '../ui/button.tsx'

/** Where real keys are configured there are no demo users: a token comes from the identity provider. */
export function PasteToken({ onSubmit }: { onSubmit(token: string): void }) {
  const [text, setText] = useState('')
  const token = text.trim().replace(/^bearer\s+/i, '')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (token !== '') onSubmit(token)
      }}
    >
      <p className="mt-1 text-sm text-pretty text-muted">
        This server takes only tokens of its identity provider. Paste one to continue. It stays in
        this tab.
      </p>
      <label htmlFor="token" className="mt-5 block text-sm font-medium">
        Access token
      </label>
      <textarea
        id="token"
        value={text}
        onChange={(event) => setText(event.target.value)}
        rows={5}
        spellCheck={false}
        autoComplete="off"
        className="mt-1.5 w-full resize-none rounded-lg border border-line-strong bg-raised p-3 font-mono text-xs break-all"
      />
      <Button type="submit" variant="primary" className="mt-3 w-full" disabled={token === ''}>
        Sign in
      </Button>
    </form>
  )
}
