import { Avatar } from '../ui/avatar.tsx'

interface DemoUserButtonProps {
  name: string
  tenant: string
  disabled: boolean
  onClick(): void
}

export function DemoUserButton({ name, tenant, disabled, onClick }: DemoUserButtonProps) {
  return (
    <button
      type="button"
      disabled={disabled}
      onClick={onClick}
      className="flex items-center gap-3 rounded-xl border border-line bg-raised px-3 py-2.5 text-left transition-colors hover:bg-hover disabled:opacity-55"
    >
      <Avatar name={name} tenant={tenant} />
      <span className="min-w-0">
        <span className="block font-medium">{name}</span>
        <span className="block text-xs text-muted">{tenant}</span>
      </span>
    </button>
  )
}
