import type { Virtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'

/** Up, Down, Home and End walk the links of a virtual list, also beyond what is in the page. */
export function useArrowKeys(
  count: number,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    const { currentTarget, target } = event
    if (!(target instanceof Element)) return
    const from = Number(target.closest('[data-index]')?.getAttribute('data-index') ?? Number.NaN)
    const to = destination(event.key, from, count)
    if (to === undefined) return
    event.preventDefault()
    virtualizer.scrollToIndex(to)
    // The row may exist only after the scroll has been rendered.
    requestAnimationFrame(() => {
      currentTarget.querySelector<HTMLElement>(`[data-index="${to}"] a`)?.focus()
    })
  }
}

function destination(key: string, from: number, count: number): number | undefined {
  if (Number.isNaN(from)) return undefined
  if (key === 'ArrowDown') return Math.min(from + 1, count - 1)
  if (key === 'ArrowUp') return Math.max(from - 1, 0)
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return undefined
}
