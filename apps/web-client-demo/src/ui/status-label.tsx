import { Archive, CircleCheck, CircleDot, type LucideIcon } from 'lucide-react'
import type { Status } from '../api.ts'

export const STATUS_LABELS: Record<Status, string> = {
  active: 'Active',
  completed: 'Completed',
  archived: 'Archived',
}

const ICONS: Record<Status, LucideIcon> = {
  active: CircleDot,
  completed: CircleCheck,
  archived: Archive,
}

const COLORS: Record<Status, string> = {
  active: 'text-good',
  completed: 'text-accent',
  archived: 'text-muted',
}

export function StatusLabel({ status }: { status: Status }) {
  const Icon = ICONS[status]
  return (
    <span className={`inline-flex items-center gap-1 text-xs font-medium ${COLORS[status]}`}>
      <Icon size={13} aria-hidden />
      <span>{STATUS_LABELS[status]}</span>
    </span>
  )
}
