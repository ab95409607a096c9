import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'

/** On a phone, where the list and the conversation take turns. */
export function BackToList() {
  return (
    <Link
      to="/"
      search={(search) => search}
      aria-label="Back to the list"
      className="-ml-1 grid size-9 shrink-0 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink md:hidden"
    >
      <ArrowLeft size={18} aria-hidden />
    </Link>
  )
}
