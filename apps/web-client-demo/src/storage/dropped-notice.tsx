import { useEffect } from 'react'
import { notify } from '../ui/notify.ts'
import { onDropped } from './dropped.ts'

const WORDS: Record<string, string> = {
  draft: 'a draft',
  unsent: 'a message that was not sent',
  session: 'who was signed in',
  theme: 'the choice of colours',
  shortcuts: 'the choice of shortcuts',
  pins: 'which conversations are pinned',
}

/** Reports what could not be read from browser storage. Below the Toaster, which must be mounted first. */
export function DroppedNotice() {
  useEffect(
    () =>
      onDropped((key) => {
        const kind = key.split('.')[1] ?? ''
        notify(
          `This browser kept ${WORDS[kind] ?? 'something'} in an unreadable form. It was removed.`,
        )
      }),
    [],
  )
  return null
}
