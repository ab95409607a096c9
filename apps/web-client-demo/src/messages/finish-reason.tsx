import { CircleAlert, CircleStop } from 'lucide-react'
import type { Message } from '../api.ts'

const WORDS: Record<string, string> = {
  stopped: 'Stopped',
  interrupted: 'Interrupted',
  error: 'Not finished: the assistant failed',
  length: 'Cut off: too long',
}

/** Why a reply ends where it does, unless it came to its end. */
export function FinishReason({ metadata }: { metadata: Message['metadata'] }) {
  const reason = metadata?.['finishReason']
  const words = typeof reason === 'string' ? WORDS[reason] : undefined
  if (words === undefined) return null
  const Icon = reason === 'stopped' ? CircleStop : CircleAlert
  return (
    <span className="inline-flex items-center gap-1">
      <Icon size={13} className="shrink-0" aria-hidden />
      {words}
    </span>
  )
}
