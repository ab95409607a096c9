import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon: LucideIcon
  title: string
  /** It is all that the page says: its title is the page's. */
  isPage?: boolean
  children?: ReactNode
}

export function EmptyState({ icon: Icon, title, isPage = false, children }: EmptyStateProps) {
  const Title = isPage ? 'h1' : 'p'
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <span className="mb-2 grid size-12 place-items-center rounded-2xl bg-sunken text-muted">
        <Icon size={22} aria-hidden />
      </span>
      <Title className="font-medium">{title}</Title>
      <div className="max-w-sm text-sm text-pretty text-muted">{children}</div>
    </div>
  )
}
