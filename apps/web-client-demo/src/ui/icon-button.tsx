import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'

interface IconButtonProps extends ComponentProps<'button'> {
  icon: LucideIcon
  label: string
}

/** An unobtrusive button beside a text, large enough for touch. */
export function IconButton({ icon: Icon, label, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="grid size-6 shrink-0 place-items-center rounded text-muted hover:bg-hover hover:text-ink disabled:opacity-55"
      {...rest}
    >
      <Icon size={13} aria-hidden />
    </button>
  )
}
