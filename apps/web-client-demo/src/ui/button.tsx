import type { ComponentProps } from 'react'

const VARIANTS = {
  primary: 'bg-accent-fill text-on-accent hover:bg-accent-hover',
  secondary: 'border border-line bg-raised text-ink hover:bg-hover',
  quiet: 'text-muted hover:bg-hover hover:text-ink',
  danger: 'bg-bad-fill text-on-accent hover:brightness-110',
} as const

const SIZES = {
  normal: 'h-9 px-3.5 text-sm',
  small: 'h-8 px-2.5 text-[0.8125rem]',
  icon: 'size-9 shrink-0',
} as const

interface ButtonProps extends ComponentProps<'button'> {
  variant?: keyof typeof VARIANTS
  size?: keyof typeof SIZES
}

export function Button({
  variant = 'secondary',
  size = 'normal',
  className = '',
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55 ${VARIANTS[variant]} ${SIZES[size]} ${className}`}
      {...rest}
    />
  )
}
