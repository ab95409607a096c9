import { Search } from 'lucide-react'
import { useRef } from 'react'
import { useShortcut } from '../shortcuts/use-shortcut.ts'

interface SearchFieldProps {
  query: string
  onQuery(query: string): void
  onLeave(): void
}

/** Narrows the list as the user types. Escape empties it, Down goes to the list. */
export function SearchField({ query, onQuery, onLeave }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const focus = () => {
    input.current?.focus()
    input.current?.select()
  }
  useShortcut('/', focus)
  useShortcut('Control+k', focus)
  return (
    <div className="relative mx-4 mb-3">
      <Search
        size={15}
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-muted"
      />
      <input
        ref={input}
        type="search"
        aria-label="Filter conversations"
        aria-keyshortcuts="/ Control+K"
        placeholder="Filter"
        dir="auto"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={({ key, nativeEvent }) => {
          if (nativeEvent.isComposing) return
          if (key === 'Escape') onQuery('')
          if (key === 'Escape' || key === 'ArrowDown') onLeave()
        }}
        className="h-9 w-full rounded-lg border border-line bg-raised pr-2.5 pl-8 text-base placeholder:text-muted md:text-sm"
      />
    </div>
  )
}
