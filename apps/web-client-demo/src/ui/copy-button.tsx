import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { notify } from './notify.ts'

interface CopyButtonProps {
  text: string
  label: string
}

/** Absent over plain http from another machine: browsers give a clipboard to secure pages only. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false)
  if (!('clipboard' in navigator)) return null
  const Icon = isCopied ? Check : Copy
  return (
    <button
      type="button"
      aria-label={isCopied ? 'Copied' : label}
      title={label}
      className="grid size-6 place-items-center rounded text-muted hover:bg-hover hover:text-ink"
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => notify('The browser did not allow copying.'),
        )
      }}
      onBlur={() => setCopied(false)}
    >
      <Icon size={13} aria-hidden />
    </button>
  )
}
