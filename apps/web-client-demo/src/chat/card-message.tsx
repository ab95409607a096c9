import { CatchBoundary } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { Card, SentContent } from '../api.ts'

/** The card renderer is large, and most conversations hold no card: it loads with the first one. */
const CardView = lazy(() =>
  import('./card-view.tsx').then(({ CardView: view }) => ({ default: view })),
)

export type CardAction = Omit<Extract<SentContent, { type: 'cardAction' }>, 'type'>

export interface CardMessageProps {
  card: Card
  isClosed: boolean
  onAction(action: CardAction): void
}

export function CardMessage(props: CardMessageProps) {
  return (
    <div className="rounded-2xl border border-line bg-raised p-1 whitespace-normal">
      <CatchBoundary getResetKey={() => props.card} errorComponent={UnreadableCard}>
        <Suspense fallback={<div className="h-24 animate-pulse rounded-lg bg-sunken" />}>
          <CardView {...props} />
        </Suspense>
      </CatchBoundary>
    </div>
  )
}

/** A card that cannot be drawn, or a renderer that could not be fetched, takes nothing else along. */
function UnreadableCard() {
  return <p className="p-3 text-sm text-muted">This card cannot be shown.</p>
}
