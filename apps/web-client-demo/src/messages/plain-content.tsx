import { CornerDownRight } from 'lucide-react'
import type { Content } from '../api.ts'
import { UserText } from './user-text.tsx'

/** Every content but cards: as text, or what was submitted on a card. */
export function PlainContent({ content }: { content: Exclude<Content, { type: 'card' }> }) {
  if (content.type === 'text') return <UserText text={content.text} />
  if (content.type === 'json') return content.text ?? `[${content.format}]`
  if (content.type === 'redacted') return <span className="italic">This message was removed.</span>
  return (
    <>
      <span className="flex items-center gap-1.5 font-medium">
        <CornerDownRight size={15} className="shrink-0" aria-hidden />
        {content.actionId}
      </span>
      {Object.entries(content.data).map(([name, value]) => (
        <span key={name} className="block text-sm">
          {name}: {typeof value === 'string' ? value : JSON.stringify(value)}
        </span>
      ))}
    </>
  )
}
