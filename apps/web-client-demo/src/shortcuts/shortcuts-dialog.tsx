import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { areSingleKeysOn, setSingleKeysOn } from './setting.ts'

const SHORTCUTS = [
  ['n', 'New conversation'],
  ['/ or Ctrl+K', 'Filter the list'],
  ['j and k', 'Next and previous conversation'],
  ['Enter', 'Open it'],
  ['x', 'Select it'],
  ['?', 'This help'],
] as const

interface ShortcutsDialogProps {
  open: boolean
  onOpenChange(open: boolean): void
  /** A key opened it, so there is no button to return the focus to. */
  onClosed(): void
}

export function ShortcutsDialog({ open, onOpenChange, onClosed }: ShortcutsDialogProps) {
  const [areOn, setOn] = useState(areSingleKeysOn)
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 animate-fade bg-black/45" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            onClosed()
          }}
          className="fixed top-1/2 left-1/2 z-40 w-96 max-w-[calc(100vw-2rem)] -translate-1/2 animate-fade rounded-2xl border border-line bg-raised p-6 shadow-xl"
        >
          <Dialog.Title className="text-base font-semibold">Keyboard shortcuts</Dialog.Title>
          <dl className="mt-4 space-y-2 text-sm">
            {SHORTCUTS.map(([keys, what]) => (
              <div key={keys} className="flex items-baseline justify-between gap-4">
                <dt className="text-muted">{what}</dt>
                <dd>
                  <kbd className="rounded border border-line bg-sunken px-1.5 py-0.5 font-sans text-xs">
                    {keys}
                  </kbd>
                </dd>
              </div>
            ))}
          </dl>
          <label className="mt-5 flex items-center gap-2 text-sm">
            <input
              type="checkbox"
              className="size-4 accent-accent-fill"
              checked={areOn}
              onChange={({ target }) => {
                setSingleKeysOn(target.checked)
                setOn(target.checked)
              }}
            />
            <span>Shortcuts of a single key</span>
          </label>
          <div className="mt-6 flex justify-end">
            <Dialog.Close asChild>
              <Button>Close</Button>
            </Dialog.Close>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
