import { CatchBoundary } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { afterPaint } from '../../later.ts'
import type { CardMessageProps } from './card-view.tsx'

/** The card renderer is large, and most conversations hold no card: it loads with the first one. */
const CardView = lazy(() =>
  afterPaint(() => import('./card-view.tsx')).then(({ CardView: view }) => ({ default: view })),
)

export function CardMessage(props: CardMessageProps) {
  return (
    <div className="rounded-2xl border border-line bg-raised p-1 whitespace-normal">
      <CatchBoundary getResetKey={() => props.card} errorComponent={UnreadableCard}>
        <Suspense fallback={<div className="h-24 animate-pulse rounded-lg bg-sunken" />}>
          <CardView {...props} />
        </Suspense>
      </CatchBoundary>
      {props.isAnswered && (
        <p className="flex items-center gap-1.5 px-3 pb-2 text-xs text-muted">
          <Check size={13} aria-hidden />
          <span>Answered</span>
        </p>
      )}
    </div>
  )
}

/** A card that cannot be rendered, or a renderer that cannot be loaded, fails alone. */
function UnreadableCard() {
  return <p className="p-3 text-sm text-muted">This card cannot be shown.</p>
}
