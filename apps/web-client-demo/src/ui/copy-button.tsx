import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './icon-button.tsx'
import { notify } from './notify.ts'

interface CopyButtonProps {
  text: string
  label: string
}

/** Absent over plain http from another machine: browsers give a clipboard to secure pages only. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false)
  if (!('clipboard' in navigator)) return null
  return (
    <IconButton
      icon={isCopied ? Check : Copy}
      label={isCopied ? 'Copied' : label}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => notify('The browser did not allow copying.'),
        )
      }}
      onBlur={() => setCopied(false)}
    />
  )
}
