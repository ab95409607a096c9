import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useState,
} from 'react'
import type { Conversation } from '../../api.ts'
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
  isSelecting: boolean,
) {
  const [focusedId, setFocusedId] = useState<string>()
  /** Where the focus is to go: a new object each time, also when it has been there before. */
  const [target, setTarget] = useState<{ id: string }>()
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
    if (!target) return
    // Selecting puts a box in the place of each link.
    const kind = isSelecting ? 'input' : 'a'
    scroller.current
      ?.querySelector<HTMLElement>(`[data-id="${target.id}"] ${kind}[data-row]`)
      ?.focus({ preventScroll: true })
  }, [target, isSelecting, scroller])

  const rendered = virtualizer.getVirtualItems().map(({ index }) => index)
  const open = conversations.findIndex(({ id }) => id === openId)
  // A row that is not in the page cannot be tabbed to.
  const tabStop = [focused, open].find((index) => rendered.includes(index)) ?? rendered[0]

  function focusRow(index: number) {
    const id = conversations[index]?.id
    if (id === undefined) return
    setFocusedId(id)
    setTarget({ id })
    virtualizer.scrollToIndex(index)
  }

  return {
    virtualizer,
    tabStop,
    focusRow,
    /** To the next row or the one before: of the one that has the focus, else of the open one. */
    move(step: 1 | -1) {
      const from = focused >= 0 ? focused : open
      const to = from < 0 ? 0 : Math.min(Math.max(from + step, 0), conversations.length - 1)
      if (conversations.length > 0) focusRow(to)
    },
    handlers: {
      onFocus({ target }: FocusEvent) {
        const index = indexOf(target)
        if (index !== undefined) setFocusedId(conversations[index]?.id)
      },
      onBlur({ currentTarget, relatedTarget }: FocusEvent) {
        if (currentTarget.contains(relatedTarget)) return
        setFocusedId(undefined)
        setTarget(undefined)
      },
      onKeyDown(event: KeyboardEvent) {
        // A field in a row has these keys for itself.
        if (event.target instanceof Element && !event.target.matches('[data-row]')) return
        const to = destination(event.key, indexOf(event.target), conversations.length)
        if (to === undefined) return
        event.preventDefault()
        focusRow(to)
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
