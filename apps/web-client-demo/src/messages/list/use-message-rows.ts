import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Message } from '../../api.ts'
import type { Row } from './rows.ts'

/** What the place in the scroller asks for. */
export interface Edges {
  /** The seq of the oldest message held, while it is near the visible part. */
  wantedBefore: number | undefined
  isNearEnd: boolean
}

interface MessageRowsOptions {
  rows: readonly Row[]
  messages: readonly Message[]
  answered: ReadonlySet<number>
  editedId: string | undefined
  messageCount: number
  onEdges(edges: Edges): void
  onReadNewest(): void
}

const USUAL_HEIGHT = 92
/** Between the start of the scroller and the first message. */
export const TOP_PX = 64
const NEAR_PX = 400
const END_PX = 80

/**
 * Opens at the newest message, stays there as messages come, and holds what is being read in its
 * place while older ones appear above it.
 */
export function useMessageRows(options: MessageRowsOptions) {
  const { rows, messages, answered, editedId, messageCount, onEdges, onReadNewest } = options
  const scroller = useRef<HTMLDivElement>(null)
  const [isAtEnd, setAtEnd] = useState(true)
  const [focused, setFocused] = useState<string>()
  const openCard = messages.findLastIndex(
    ({ content, seq }) => content.type === 'card' && !answered.has(seq),
  )
  const focusedIndex = messages.findIndex(({ id }) => id === focused)
  const editedIndex = messages.findIndex(({ id }) => id === editedId)

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_HEIGHT,
    getItemKey: (index) => rows[index]?.key ?? index,
    scrollMargin: TOP_PX,
    overscan: 6,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    // What was filled in on a card, and the focus, would go with an element that is removed.
    rangeExtractor: useCallback(
      (range: Range) => withKept(range, [openCard, focusedIndex, editedIndex]),
      [openCard, focusedIndex, editedIndex],
    ),
  })

  // By default rows that change while the user scrolls up push what is being read down. A row that
  // reaches into the visible part grows below its first line: there only its first measurement counts.
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, instance) => {
    const offset = instance.scrollOffset ?? 0
    const isKnown = instance.itemSizeCache.has(item.key)
    return isKnown ? item.end <= offset : item.start < offset
  }

  useLayoutEffect(() => {
    virtualizer.scrollToEnd()
  }, [virtualizer])

  // Scrolls to a message that the user sends, wherever they were reading.
  const lastRow = rows.at(-1)
  const lastUnsent = lastRow?.type === 'unsent' ? lastRow.key : undefined
  const hasNewer = messageCount > (messages.at(-1)?.seq ?? 0)
  const jump = useRef(() => {})
  useEffect(() => {
    jump.current = () => {
      if (hasNewer && lastUnsent === undefined) onReadNewest()
      else virtualizer.scrollToEnd()
    }
  })
  useEffect(() => {
    if (lastUnsent !== undefined) virtualizer.scrollToEnd()
  }, [lastUnsent, virtualizer])

  const latest = useRef({ onEdges, first: messages[0]?.seq })
  useEffect(() => {
    latest.current = { onEdges, first: messages[0]?.seq }
  })
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    let wasAtEnd = true
    const onScroll = () => {
      const { scrollTop, scrollHeight, clientHeight } = element
      const toEnd = scrollHeight - clientHeight - scrollTop
      wasAtEnd = toEnd < END_PX
      setAtEnd(wasAtEnd)
      latest.current.onEdges({
        wantedBefore: scrollTop < NEAR_PX ? latest.current.first : undefined,
        isNearEnd: toEnd < NEAR_PX,
      })
    }
    // The banner of an outage, or the keyboard of a phone, takes its room from the end.
    const resized = new ResizeObserver(() => {
      if (wasAtEnd) virtualizer.scrollToEnd()
    })
    element.addEventListener('scroll', onScroll, { passive: true })
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      resized.disconnect()
    }
  }, [virtualizer])

  return {
    scroller,
    virtualizer,
    isAtEnd,
    hasNewer,
    jump: () => jump.current(),
    onFocus({ target }: FocusEvent) {
      const index = target.closest('[data-index]')?.getAttribute('data-index')
      setFocused(index ? messages[Number(index)]?.id : undefined)
    },
  }
}

function withKept(range: Range, kept: readonly number[]): number[] {
  const visible = defaultRangeExtractor(range)
  const added = kept.filter((it) => it >= 0 && it < range.count && !visible.includes(it))
  return [...new Set([...visible, ...added])].sort((a, b) => a - b)
}
