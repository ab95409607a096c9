import { Link } from '@tanstack/react-router'
import { FILTERS, type Filter } from '../client/conversation-cache.ts'
import { STATUS_LABELS } from '../ui/status-label.tsx'

/** Links, not buttons: the filter is part of the address, so Back undoes it. */
export function StatusFilter({ filter }: { filter: Filter }) {
  return (
    <nav aria-label="Filter by status" className="mx-4 mb-3 flex rounded-lg bg-sunken p-0.5">
      {FILTERS.map((option) => {
        const isCurrent = option === filter
        return (
          <Link
            key={option ?? 'all'}
            to="."
            search={{ status: option }}
            // Without these every filter counts as active while its search is part of the address.
            activeOptions={{ exact: true, explicitUndefined: true }}
            className={`grow rounded-md border border-transparent px-2 py-1.5 text-center text-xs font-medium transition-colors ${
              isCurrent
                ? 'bg-thumb text-ink shadow-sm forced-colors:border-[Highlight]'
                : 'text-muted hover:text-ink'
            }`}
          >
            {option ? STATUS_LABELS[option] : 'All'}
          </Link>
        )
      })}
    </nav>
  )
}
