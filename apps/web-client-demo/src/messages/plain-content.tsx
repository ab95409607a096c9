import { CornerDownRight } from 'lucide-react'
import type { SentContent } from '../api.ts'
import { UserText } from './user-text.tsx'

/** What a person can send: text, or what they submitted on a card. */
export function PlainContent({ content }: { content: SentContent }) {
  if (content.type === 'text') return <UserText text={content.text} />
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
