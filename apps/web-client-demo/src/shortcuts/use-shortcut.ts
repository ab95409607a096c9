import { useEffect, useRef } from 'react'
import { areSingleKeysOn } from './setting.ts'

const CONTROL = 'Control+'
const TYPING = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])'
const KEYS_OF_THEIR_OWN = '[role=menu], [role=dialog], [role=alertdialog]'

/** `shortcut`: one key, which is ignored while the user types; or `Control+` and a key, or ⌘ and the key. */
export function useShortcut(shortcut: string, onPress: () => void): void {
  const latest = useRef(onPress)
  useEffect(() => {
    latest.current = onPress
  })
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || !isMeant(event, shortcut)) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [shortcut])
}

function isMeant({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent, shortcut: string) {
  const isIn = (selector: string) => target instanceof Element && target.closest(selector) !== null
  if (altKey || isIn(KEYS_OF_THEIR_OWN)) return false
  if (shortcut.startsWith(CONTROL)) {
    return (ctrlKey || metaKey) && key.toLowerCase() === shortcut.slice(CONTROL.length)
  }
  if (ctrlKey || metaKey || key !== shortcut || isIn(TYPING)) return false
  return areSingleKeysOn()
}
