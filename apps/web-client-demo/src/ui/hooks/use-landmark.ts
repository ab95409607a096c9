import { useRef, useState } from 'react'

/**
 * The landmark that a menu is opened from, to draw it in: at the end of the document it would be in
 * none, where people who go from landmark to landmark do not come by.
 */
export function useLandmark() {
  const trigger = useRef<HTMLButtonElement>(null)
  const [landmark, setLandmark] = useState<HTMLElement | null>(null)
  function onOpenChange(isOpen: boolean) {
    if (isOpen) setLandmark(trigger.current?.closest<HTMLElement>('main, aside') ?? null)
  }
  return { trigger, landmark, onOpenChange }
}
