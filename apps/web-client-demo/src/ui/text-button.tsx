import type { ComponentProps } from 'react'

/** An action that stands in a line of text. */
export function TextButton(props: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      className="rounded font-semibold text-accent underline-offset-2 hover:underline"
      {...props}
    />
  )
}
