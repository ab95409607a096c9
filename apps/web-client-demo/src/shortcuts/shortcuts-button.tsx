import { Keyboard } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { useShortcut } from './use-shortcut.ts'

const ShortcutsDialog = lazy(() =>
  import('./shortcuts-dialog.tsx').then(({ ShortcutsDialog: view }) => ({ default: view })),
)

/** Absent on a touch screen, which has no keys, and where it would take the room of the name. */
export function ShortcutsButton() {
  const [isOpen, setOpen] = useState<boolean>()
  const focusedBefore = useRef<Element>(null)
  function open() {
    focusedBefore.current = document.activeElement
    setOpen(true)
  }
  useShortcut('?', open)
  return (
    <>
      <Button
        variant="quiet"
        size="icon"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts"
        className="@max-[22rem]:hidden pointer-coarse:hidden"
        onClick={open}
      >
        <Keyboard size={17} aria-hidden />
      </Button>
      {isOpen !== undefined && (
        <Suspense>
          <ShortcutsDialog
            open={isOpen}
            onOpenChange={setOpen}
            onClosed={() => {
              if (focusedBefore.current instanceof HTMLElement) focusedBefore.current.focus()
            }}
          />
        </Suspense>
      )}
    </>
  )
}
