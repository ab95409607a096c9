import { CircleAlert, CircleStop } from 'lucide-react'
import type { Message } from '../api.ts'

const WORDS: Record<string, string> = {
  stopped: 'Stopped',
  interrupted: 'Interrupted',
  error: 'Not finished: the assistant failed',
  length: 'Cut off: too long',
}

/** In words, why a reply ends where it does; undefined if it came to its end. */
export function cutShortReason(metadata: Message['metadata']): string | undefined {
  const reason = metadata?.['finishReason']
  return typeof reason === 'string' ? WORDS[reason] : undefined
}

export function FinishReason({ metadata }: { metadata: Message['metadata'] }) {
  const words = cutShortReason(metadata)
  if (words === undefined) return null
  const Icon = words === WORDS['stopped'] ? CircleStop : CircleAlert
  return (
    <span className="inline-flex items-center gap-1">
      <Icon size={13} className="shrink-0" aria-hidden />
      {words}
    </span>
  )
}
