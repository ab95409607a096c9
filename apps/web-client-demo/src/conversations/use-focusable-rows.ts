import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useState,
} from 'react'
import type { Conversation } from '../api.ts'
import { ROW_HEIGHT } from './conversation-row.tsx'

/**
 * A virtual list that the keyboard can walk: Up, Down, Home and End, also beyond what is in the
 * page. The row that has the focus stays in the page however far it is scrolled away, because the
 * focus of an element that is removed goes nowhere, and the next key with it.
 */
export function useFocusableRows(
  conversations: readonly Conversation[],
  scroller: RefObject<HTMLDivElement | null>,
  openId: string | undefined,
) {
  const [focusedId, setFocusedId] = useState<string>()
  const focused =
    focusedId === undefined ? -1 : conversations.findIndex(({ id }) => id === focusedId)

  const virtualizer = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => conversations[index]?.id ?? index,
    overscan: 8,
    rangeExtractor: useCallback((range: Range) => withFocused(range, focused), [focused]),
  })

  useEffect(() => {
    const link = scroller.current?.querySelector<HTMLElement>(`[data-index="${focused}"] a`)
    link?.focus({ preventScroll: true })
  }, [focused, scroller])

  const rendered = virtualizer.getVirtualItems().map(({ index }) => index)
  const open = conversations.findIndex(({ id }) => id === openId)
  // A row that is not in the page cannot be tabbed to.
  const tabStop = [focused, open].find((index) => rendered.includes(index)) ?? rendered[0]

  return {
    virtualizer,
    tabStop,
    handlers: {
      onFocus({ target }: FocusEvent) {
        const index = indexOf(target)
        if (index !== undefined) setFocusedId(conversations[index]?.id)
      },
      onBlur({ currentTarget, relatedTarget }: FocusEvent) {
        if (!currentTarget.contains(relatedTarget)) setFocusedId(undefined)
      },
      onKeyDown(event: KeyboardEvent) {
        const to = destination(event.key, indexOf(event.target), conversations.length)
        if (to === undefined) return
        event.preventDefault()
        setFocusedId(conversations[to]?.id)
        virtualizer.scrollToIndex(to)
      },
    },
  }
}

function withFocused(range: Range, focused: number): number[] {
  const visible = defaultRangeExtractor(range)
  // A list that has just become shorter may be asked for its old range.
  if (focused < 0 || focused >= range.count || visible.includes(focused)) return visible
  return [...visible, focused].sort((a, b) => a - b)
}

function indexOf(target: EventTarget): number | undefined {
  const index =
    target instanceof Element && target.closest('[data-index]')?.getAttribute('data-index')
  return typeof index === 'string' ? Number(index) : undefined
}

function destination(key: string, from: number | undefined, count: number): number | undefined {
  if (from === undefined) return undefined
  if (key === 'ArrowDown') return Math.min(from + 1, count - 1)
  if (key === 'ArrowUp') return Math.max(from - 1, 0)
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return undefined
}
